import { sizeOf } from '@tensorpress/core';
import type { Modes } from './modes.ts';

/** Numbers in either precision. */
export type Floats = Float32Array | Float64Array;

/** What is left of a tensor between cores: [left, rows, columns, right], where rows and columns are those of modes that have no core yet. */
export interface Rest {
  readonly data: Floats;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
  readonly right: number;
}

/**
 * What is left of a tensor as a matrix: its rows are for the first modes, m of the rows and n of the columns, with the rank before them;
 * or for the last modes, with the rank behind them. Its columns are for all that there is beside.
 */
export interface Unfolding {
  readonly rest: Rest;
  readonly isLeft: boolean;
  readonly m: number;
  readonly n: number;
  readonly height: number;
  readonly width: number;
}

/** All of a matrix with such modes. */
export const wholeOf = (data: Floats, { inputs, outputs }: Modes): Rest => ({
  data,
  left: 1,
  rows: sizeOf(inputs),
  columns: sizeOf(outputs),
  right: 1,
});

/** The matrix for the first modes of what is left, or the last. */
export function unfold(rest: Rest, isLeft: boolean, m: number, n: number): Unfolding {
  const height = m * n * (isLeft ? rest.left : rest.right);
  return { rest, isLeft, m, n, height, width: rest.data.length / height };
}

/** Writes some columns of an unfolding: for the first modes as columns [height, count], for the last as rows [count, height]. */
export function copyColumns(unfolding: Unfolding, first: number, count: number, out: Floats): void {
  const { rest, isLeft, m, n, height } = unfolding;
  const { data, rows, columns, right } = rest;
  const row = columns * right;
  if (isLeft) {
    // Columns of the first rows that are left, of those after, and so on.
    const length = row / n;
    for (let i = 0; i < height; i++) {
      const from = Math.floor(i / n) * (rows / m) * row + (i % n) * length;
      for (let at = 0; at < count; ) {
        const run = Math.floor((first + at) / length);
        const start = first + at - run * length;
        const size = Math.min(length - start, count - at);
        copyRun(data, from + run * row + start, out, i * count + at, size);
        at += size;
      }
    }
  } else {
    const length = n * right;
    const perRow = columns / n;
    for (let at = 0; at < count; at++) {
      const others = Math.floor((first + at) / perRow);
      const from = others * m * row + (first + at - others * perRow) * length;
      for (let i = 0; i < m; i++) copyRun(data, from + i * row, out, at * height + i * length, length);
    }
  }
}

/** Runs up to this length are copied number by number. */
const SHORT = 32;

function copyRun(data: Floats, from: number, out: Floats, to: number, length: number): void {
  if (length > SHORT) out.set(data.subarray(from, from + length), to);
  else for (let i = 0; i < length; i++) out[to + i] = data[from + i]!;
}
