/** How many sizes are remembered. */
const SIZES = 16;

/** A function of a size that remembers what it gave for the sizes used last: for `fourierOf` and the like, which make tables. */
export function recent<T>(make: (n: number) => T): (n: number) => T {
  const known = new Map<number, T>();
  return (n) => {
    const value = known.get(n) ?? make(n);
    known.delete(n);
    known.set(n, value);
    for (const oldest of known.keys()) {
      if (known.size <= SIZES) break;
      known.delete(oldest);
    }
    return value;
  };
}
