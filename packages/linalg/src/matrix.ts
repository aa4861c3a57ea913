/** A matrix [m, n], row by row. */
export interface Matrix<Data extends Float32Array | Float64Array = Float32Array | Float64Array> {
  readonly data: Data;
  readonly m: number;
  readonly n: number;
}

/**
 * The largest magnitude in a matrix.
 * @throws RangeError if the sizes are not those of the data, or an element is NaN or infinite
 */
export function largest(what: string, { data, m, n }: Matrix): number {
  if (!(Number.isInteger(m) && Number.isInteger(n) && m > 0 && n > 0)) {
    throw new RangeError(`${what}: sizes must be positive integers, not ${m} and ${n}`);
  }
  if (data.length !== m * n) {
    throw new RangeError(`${what}: a matrix [${m}, ${n}] must have ${m * n} elements, not ${data.length}`);
  }
  let most = 0;
  let finite = true;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]!);
    if (size > most) most = size;
    if (!(size < Number.POSITIVE_INFINITY)) finite = false;
  }
  if (!finite) {
    const found = data.some(Number.isNaN) ? 'NaN' : 'infinite';
    throw new RangeError(`${what}: elements must be finite, not ${found}`);
  }
  return most;
}

/**
 * A power of two that brings a magnitude to where squares neither overflow nor vanish: 1 if it is there, else one that brings it to
 * between 1 and 2.
 */
export function scaleOf(most: number): number {
  if (most === 0 || (most > 2 ** -16 && most < 2 ** 16)) return 1;
  // Smaller ones would need a factor that is infinite.
  return 2 ** -Math.max(-1022, Math.floor(Math.log2(most)));
}

/** Writes the transpose of x [rows, columns], times a factor. */
export function transposeTo(
  x: Float32Array | Float64Array,
  row: number,
  rows: number,
  columns: number,
  out: Float32Array | Float64Array,
  outRow: number,
  factor = 1,
): void {
  const band = 16;
  for (let first = 0; first < rows; first += band) {
    const end = Math.min(rows, first + band);
    for (let j = 0; j < columns; j++) {
      for (let i = first; i < end; i++) out[j * outRow + i] = x[i * row + j]! * factor;
    }
  }
}
