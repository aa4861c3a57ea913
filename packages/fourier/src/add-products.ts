import type { Row } from './real-fourier.ts';

/** Adds to `count` complex numbers of `out`, from `at` on, the products of those of `a`, from `i` on, and those of `b`, from `j` on. */
export function addProducts(
  out: Float64Array,
  at: number,
  a: Float64Array,
  i: number,
  b: Row,
  j: number,
  count: number,
): void {
  for (let k = 0; k < 2 * count; k += 2) {
    const ar = a[i + k]!;
    const ai = a[i + k + 1]!;
    const br = b[j + k]!;
    const bi = b[j + k + 1]!;
    out[at + k]! += ar * br - ai * bi;
    out[at + k + 1]! += ar * bi + ai * br;
  }
}

/**
 * Adds to `count` complex numbers of `out`, from `at` on, the products of those of `a`, from `i` on, and the conjugates of those of `b`,
 * from `j` on. Of spectra these are those of a correlation: of the row with Σ a[j + k]·b[j] at each place k.
 */
export function addCorrelations(
  out: Float64Array,
  at: number,
  a: Float64Array,
  i: number,
  b: Row,
  j: number,
  count: number,
): void {
  for (let k = 0; k < 2 * count; k += 2) {
    const ar = a[i + k]!;
    const ai = a[i + k + 1]!;
    const br = b[j + k]!;
    const bi = b[j + k + 1]!;
    out[at + k]! += ar * br + ai * bi;
    out[at + k + 1]! += ai * br - ar * bi;
  }
}
