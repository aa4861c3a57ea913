/**
 * Gives an object methods of its own in place of those it has, and returns the way back. A method that someone else has put in
 * place since then stays.
 */
export function override<T extends object>(target: T, methods: Partial<T>): () => void {
  const before = Object.keys(methods).map((name) => [name, Object.getOwnPropertyDescriptor(target, name)] as const);
  const ours: object = methods;
  Object.assign(target, methods);
  return () => {
    for (const [name, descriptor] of before) {
      if (Reflect.get(target, name) !== Reflect.get(ours, name)) continue;
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else Reflect.deleteProperty(target, name);
    }
  };
}
