const side = 28;

/** How many pixels a picture moves at most, each way. */
const REACH = 2;

/**
 * Writes a picture of 28 × 28 pixels to `to`, moved by up to two pixels along either axis; what comes in from outside is 0.
 * @param next Numbers in [0, 1); two are taken.
 * @param flip Whether it is mirrored, too.
 */
export function shift(picture: Float32Array, to: Float32Array, next: () => number, flip = false): void {
  const right = Math.floor(next() * (2 * REACH + 1)) - REACH;
  const down = Math.floor(next() * (2 * REACH + 1)) - REACH;
  to.fill(0);
  for (let y = Math.max(0, down); y < Math.min(side, side + down); y++) {
    const row = (y - down) * side;
    for (let x = Math.max(0, right); x < Math.min(side, side + right); x++) {
      const column = x - right;
      to[y * side + x] = picture[row + (flip ? side - 1 - column : column)]!;
    }
  }
}

/**
 * Does the same to a picture that is mirrored half of the time.
 * @param next Numbers in [0, 1); three are taken.
 */
export function flipAndShift(picture: Float32Array, to: Float32Array, next: () => number): void {
  shift(picture, to, next, next() < 0.5);
}
