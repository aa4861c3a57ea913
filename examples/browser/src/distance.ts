/** How far some numbers are from others: ‖a − b‖ / ‖b‖, 0 where all are the same. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const difference = meanSquare(a, b);
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += b[i]! ** 2;
  return difference === 0 ? 0 : Math.sqrt((difference * b.length) / sum);
}

/** The peak signal-to-noise ratio of numbers from 0 to 1, in decibels; infinite where all are the same. */
export const psnr = (a: ArrayLike<number>, b: ArrayLike<number>): number => -10 * Math.log10(meanSquare(a, b));

function meanSquare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum / b.length;
}
