/** The standard deviation of all the values of some arrays, around their common mean; 0 if there are none. */
export function deviationOf(arrays: readonly Float32Array[]): number {
  const size = arrays.reduce((sum, { length }) => sum + length, 0);
  if (size === 0) return 0;
  let sum = 0;
  for (const array of arrays) for (let i = 0; i < array.length; i++) sum += array[i]!;
  const mean = sum / size;
  let squares = 0;
  for (const array of arrays) for (let i = 0; i < array.length; i++) squares += (array[i]! - mean) ** 2;
  return Math.sqrt(squares / size);
}
