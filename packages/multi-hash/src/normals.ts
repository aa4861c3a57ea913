/** Normal numbers, of which the mean of the squares is exactly as given. */
export function normals(length: number, meanSquare: number, next: () => number): Float64Array {
  const values = new Float64Array(length);
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const value = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    values[i] = value;
    sum += value ** 2;
  }
  const factor = Math.sqrt((meanSquare * length) / sum);
  return values.map((value) => value * factor);
}
