import { DEPTH } from '../blocking.ts';
import { ACCUMULATE, TRANSPOSE_A, TRANSPOSE_B } from '../flags.ts';

/** A matrix that is stored row by row from `at`, `row` elements apart. */
export interface Stored {
  readonly at: number;
  readonly row: number;
}

/** What becomes of C: it is the product, or the product is added to it or subtracted from it. */
type Mode = 'assign' | 'add' | 'subtract';

/**
 * C [m, n] = op(A) [m, k] · op(B) [k, n] on an array that holds all three. Every product and every sum is rounded to
 * what the array holds; sums go over `DEPTH` terms at a time.
 */
export function product(
  data: Float32Array | Float64Array,
  a: Stored,
  b: Stored,
  c: Stored,
  m: number,
  k: number,
  n: number,
  flags: number,
  subtract = false,
): void {
  const single = data instanceof Float32Array;
  const sums = single ? new Float32Array(n) : new Float64Array(n);
  const [aRow, aStep] = flags & TRANSPOSE_A ? [1, a.row] : [a.row, 1];
  const first = subtract ? 'subtract' : flags & ACCUMULATE ? 'add' : 'assign';
  for (let p = 0; p === 0 || p < k; p += DEPTH) {
    const end = Math.min(k, p + DEPTH);
    const mode = p > 0 && first === 'assign' ? 'add' : first;
    for (let i = 0; i < m; i++) {
      sums.fill(0);
      const from = a.at + i * aRow;
      if (flags & TRANSPOSE_B) {
        for (let j = 0; j < n; j++) {
          let at = b.at + j * b.row + p;
          let sum = 0;
          for (let q = p; q < end; q++, at++) {
            const term = data[from + q * aStep]! * data[at]!;
            sum = single ? Math.fround(sum + Math.fround(term)) : sum + term;
          }
          sums[j] = sum;
        }
      } else {
        for (let q = p; q < end; q++) {
          const x = data[from + q * aStep]!;
          const at = b.at + q * b.row;
          for (let j = 0; j < n; j++) {
            const term = x * data[at + j]!;
            sums[j] = sums[j]! + (single ? Math.fround(term) : term);
          }
        }
      }
      update(data, c.at + i * c.row, sums, mode);
    }
  }
}

function update(data: Float32Array | Float64Array, at: number, sums: Float32Array | Float64Array, mode: Mode): void {
  if (mode === 'assign') {
    data.set(sums, at);
  } else {
    const sign = mode === 'add' ? 1 : -1;
    for (let j = 0; j < sums.length; j++) data[at + j] = data[at + j]! + sign * sums[j]!;
  }
}

/** C [n, n] = Aᵀ·A for A [m, n], or where the flags say `TRANSPOSE_B`, A·Aᵀ for A [n, m]. */
export function symmetricProduct(
  data: Float32Array | Float64Array,
  a: Stored,
  c: Stored,
  m: number,
  n: number,
  flags: number,
): void {
  product(data, a, a, c, n, m, n, (flags & TRANSPOSE_B || TRANSPOSE_A) | (flags & ACCUMULATE));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) data[c.at + j * c.row + i] = data[c.at + i * c.row + j]!;
  }
}
