import { ACCUMULATE, TRANSPOSE_A } from '@tensorpress/simd';
import { type Arena, addCombination, type Block, part } from './arena.ts';
import { PANEL, type Reflectors, reflect } from './reflectors.ts';

/** A = (H₀·H₁·…)·T·(H₀·H₁·…)ᵀ with T symmetric and tridiagonal: `diagonal`, and `beside` it. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** As long as the diagonal; the last one is zero. */
  readonly beside: Float64Array;
  /** Reflectors of entries from 1 on: the first row is that of entry 1. */
  readonly reflectors: Reflectors;
}

/**
 * Makes A [n, n], symmetric, tridiagonal, and leaves in its place what is of no use. Changes wait in two matrices, A + Lᵀ·R, until a
 * panel of columns is done.
 * @see Dongarra, Sorensen, Hammarling, "Block reduction of matrices to condensed forms", J. Comput. Appl. Math. 27, 1989
 */
export function tridiagonalise(arena: Arena, a: Block, n: number): Tridiagonal {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const rows = arena.block(n, n);
  const factors = new Float64Array(n);
  const mark = arena.mark();
  const left = arena.block(2 * PANEL, n);
  const right = arena.block(2 * PANEL, n);
  const some = arena.block(1, 2 * PANEL);
  const current = arena.block(1, n);
  const all = arena.f64(0, arena.memory.buffer.byteLength / 8);

  for (let start = 0; start < n; start += PANEL) {
    const end = Math.min(n, start + PANEL);
    let count = 0;
    for (let i = start; i < end; i++) {
      const width = n - i - 1;
      const row = arena.f64(current.at, width + 1);
      row.set(arena.f64(part(a, i, i).at, width + 1));
      for (let q = 0; q < count; q++) all[some.at / 8 + q] = all[left.at / 8 + q * n + i]!;
      addCombination(arena, some, part(right, 0, i), current, count, width + 1);
      diagonal[i] = row[0]!;
      if (width === 0) break;

      const v = row.subarray(1);
      const { factor, first } = reflect(v);
      beside[i] = first;
      factors[i] = factor;
      arena.f64(part(rows, i, i).at, width).set(v);

      const w = part(left, count + 1, i + 1);
      const flat = { at: current.at + 8, row: 1 };
      arena.multiply(part(a, i + 1, i + 1), flat, { at: w.at, row: 1 }, width, width, 1);
      arena.multiply(part(right, 0, i + 1), flat, { at: some.at, row: 1 }, count, width, 1);
      addCombination(arena, some, part(left, 0, i + 1), w, count, width);
      const product = arena.f64(w.at, width);
      let dot = 0;
      for (let j = 0; j < width; j++) dot += product[j]! * v[j]!;
      const share = (factor * dot) / 2;
      const vLeft = arena.f64(part(left, count, i + 1).at, width);
      const wRight = arena.f64(part(right, count, i + 1).at, width);
      const vRight = arena.f64(part(right, count + 1, i + 1).at, width);
      for (let j = 0; j < width; j++) {
        const x = v[j]!;
        const y = factor * (product[j]! - share * x);
        vLeft[j] = x;
        vRight[j] = -x;
        product[j] = y;
        wRight[j] = -y;
      }
      count += 2;
    }
    if (end < n) {
      const corner = part(a, end, end);
      arena.multiply(
        part(left, 0, end),
        part(right, 0, end),
        corner,
        n - end,
        count,
        n - end,
        TRANSPOSE_A | ACCUMULATE,
      );
    }
  }
  arena.release(mark);
  return { diagonal, beside, reflectors: { rows, factors: factors.subarray(0, n - 1) } };
}
