import { LARGEST_RADIX, radicesOf } from './radices-of.ts';

/**
 * How long `realFourierOf(n)` takes for a row, to choose between ways by: in units of about 3 nanoseconds. By measurement; only what such
 * numbers are to one another matters.
 */
export const realWorkOf = (n: number): number => (n % 2 === 0 ? workOf(n / 2) + 2.4 * n : workOf(n) + n);

function workOf(n: number): number {
  if ((n & (n - 1)) === 0) return n * Math.log2(n);
  const radices = radicesOf(n);
  if (radices.at(-1)! <= LARGEST_RADIX)
    return n * radices.reduce((sum, radix) => sum + (radix === 4 ? 2.1 : radix === 2 ? 1.1 : 0.8 * radix), 0);
  const m = 2 ** Math.ceil(Math.log2(2 * n - 1));
  return m * (2 * Math.log2(m) + 3);
}
