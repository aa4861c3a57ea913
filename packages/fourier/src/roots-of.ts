/** The roots of unity e^(-2πi·k/n) for all k below `count`, by default n: real and imaginary parts in turn. */
export function rootsOf(n: number, count: number = n): Float64Array {
  const roots = new Float64Array(2 * count);
  for (let k = 0; k < count; k++) {
    roots[2 * k] = Math.cos((2 * Math.PI * k) / n);
    roots[2 * k + 1] = -Math.sin((2 * Math.PI * k) / n);
  }
  return roots;
}
