const SIDE = 28;
const BOX = 20;
/** Ink that is fainter than this is none. */
const FAINT = 0.05;

/**
 * A drawing as MNIST has its digits: what is drawn fits a box of 20 × 20 pixels, and its centre of mass is in the middle of 28 × 28.
 * @param ink How much is at each pixel, 0 to 1, row by row.
 * @returns 784 numbers from 0 to 1, all 0 if nothing is drawn.
 * @see LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998, section III A
 */
export function centreDigit(ink: Float32Array, width: number): Float32Array {
  const height = ink.length / width;
  const result = new Float32Array(SIDE * SIDE);
  let [left, right, top, bottom] = [width, -1, height, -1];
  let [mass, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = ink[y * width + x]!;
      if (value < FAINT) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      mass += value;
      sumX += value * (x + 0.5);
      sumY += value * (y + 0.5);
    }
  }
  if (mass === 0) return result;
  const scale = Math.max(right - left + 1, bottom - top + 1) / BOX;
  const [originX, originY] = [sumX / mass - (SIDE / 2) * scale, sumY / mass - (SIDE / 2) * scale];
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      result[y * SIDE + x] = meanIn(ink, width, originX + x * scale, originY + y * scale, scale);
    }
  }
  return result;
}

/** The mean of a square, pixels at its border counted by the share that is inside; outside the drawing there is nothing. */
function meanIn(ink: Float32Array, width: number, left: number, top: number, side: number): number {
  const height = ink.length / width;
  const overlap = (at: number, from: number) => Math.min(at + 1, from + side) - Math.max(at, from);
  let sum = 0;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, top + side); y++) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, left + side); x++) {
      sum += ink[y * width + x]! * overlap(x, left) * overlap(y, top);
    }
  }
  return sum / side ** 2;
}
