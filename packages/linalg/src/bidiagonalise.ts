import { ACCUMULATE, TRANSPOSE_A } from '@tensorpress/simd';
import { type Arena, addCombination, type Block, part } from './arena.ts';
import { PANEL, type Reflectors, reflect } from './reflectors.ts';

/** A = (H₀·H₁·…)·B·(G₀·G₁·…)ᵀ with B bidiagonal: `diagonal`, and `above` it. */
export interface Bidiagonal {
  readonly diagonal: Float64Array;
  /** As long as the diagonal; the last one is zero. */
  readonly above: Float64Array;
  readonly left: Reflectors;
  /** Reflectors of entries from 1 on: the first row is that of entry 1. */
  readonly right: Reflectors;
}

/**
 * Makes A [m, n], m ≥ n, bidiagonal, and leaves in its place what is of no use. Changes wait in two matrices, A + Lᵀ·R, until a
 * panel of columns is done.
 * @see Dongarra, Sorensen, Hammarling, "Block reduction of matrices to condensed forms", J. Comput. Appl. Math. 27, 1989
 */
export function bidiagonalise(arena: Arena, a: Block, m: number, n: number): Bidiagonal {
  const diagonal = new Float64Array(n);
  const above = new Float64Array(n);
  const leftRows = arena.block(n, m);
  const rightRows = arena.block(n, n);
  const leftFactors = new Float64Array(n);
  const rightFactors = new Float64Array(n);
  const mark = arena.mark();
  const left = arena.block(2 * PANEL, m);
  const right = arena.block(2 * PANEL, n);
  const some = arena.block(1, 2 * PANEL);
  const all = arena.f64(0, arena.memory.buffer.byteLength / 8);
  /** Fills `some` with a column of `left` or `right`. */
  const pick = (from: Block, count: number, column: number): void => {
    for (let q = 0; q < count; q++) all[some.at / 8 + q] = all[from.at / 8 + q * from.row + column]!;
  };
  const scale = (at: number, count: number, factor: number): void => {
    for (let i = at / 8; i < at / 8 + count; i++) all[i] = all[i]! * factor;
  };

  for (let start = 0; start < n; start += PANEL) {
    const end = Math.min(n, start + PANEL);
    let count = 0;
    for (let i = start; i < end; i++) {
      const height = m - i;
      const width = n - i - 1;

      const v = part(left, count, i);
      for (let r = i, to = v.at / 8; r < m; r++, to++) all[to] = all[a.at / 8 + r * a.row + i]!;
      pick(right, count, i);
      addCombination(arena, some, part(left, 0, i), v, count, height);
      const column = arena.f64(v.at, height);
      const { factor, first } = reflect(column);
      diagonal[i] = first;
      leftFactors[i] = factor;
      arena.f64(part(leftRows, i, i).at, height).set(column);
      if (width === 0) break;

      const y = part(right, count, i + 1);
      arena.multiply(v, part(a, i, i + 1), y, 1, height, width);
      arena.multiply(part(left, 0, i), { at: v.at, row: 1 }, { at: some.at, row: 1 }, count, height, 1);
      addCombination(arena, some, part(right, 0, i + 1), y, count, width);
      scale(y.at, width, -factor);
      count++;

      const u = part(right, count, i + 1);
      arena.f64(u.at, width).set(arena.f64(part(a, i, i + 1).at, width));
      pick(left, count, i);
      addCombination(arena, some, part(right, 0, i + 1), u, count, width);
      const row = arena.f64(u.at, width);
      const other = reflect(row);
      above[i] = other.first;
      rightFactors[i] = other.factor;
      arena.f64(part(rightRows, i, i).at, width).set(row);

      const x = part(left, count, i + 1);
      const tall = { at: x.at, row: 1 };
      const flat = { at: u.at, row: 1 };
      if (height > 1) {
        arena.multiply(part(a, i + 1, i + 1), flat, tall, height - 1, width, 1);
        arena.multiply(part(right, 0, i + 1), flat, { at: some.at, row: 1 }, count, width, 1);
        addCombination(arena, some, part(left, 0, i + 1), x, count, height - 1);
        scale(x.at, height - 1, -other.factor);
      }
      count++;
    }
    if (end < n) {
      arena.multiply(
        part(left, 0, end),
        part(right, 0, end),
        part(a, end, end),
        m - end,
        count,
        n - end,
        TRANSPOSE_A | ACCUMULATE,
      );
    }
  }
  arena.release(mark);
  return {
    diagonal,
    above,
    left: { rows: leftRows, factors: leftFactors },
    right: { rows: rightRows, factors: rightFactors.subarray(0, n - 1) },
  };
}
