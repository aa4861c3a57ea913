/** Whether `object` is one that has these methods. */
export function hasMethods(object: unknown, methods: readonly string[]): object is Record<string, unknown> {
  if (typeof object !== 'object' || object === null) return false;
  return methods.every((method) => typeof Reflect.get(object, method) === 'function');
}
