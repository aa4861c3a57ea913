/** A function of an object that is computed once for each object, and forgotten with it. */
export function memoise<Key extends object, Value>(f: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = f(key);
      known.set(key, value);
    }
    return value;
  };
}
