import { ACCUMULATE, type Kernels, TRANSPOSE_A, TRANSPOSE_B } from '@tensorpress/simd';
import type { Arena } from './arena.ts';

/** One call of a kernel for products, without its scratch memory; calls of one list do not depend on one another. */
export interface ProductCall {
  readonly kernel: 'matMul' | 'matMul64' | 'symmetricProduct' | 'symmetricProduct64';
  readonly args: readonly number[];
}

/** Calls to be made one after the other. */
export type Task = readonly ProductCall[];

/** Does tasks that do not depend on one another, in threads where there are any. */
export type RunProducts = (tasks: readonly Task[]) => Promise<void>;

/** A matrix of float32 or float64 elements: a byte offset, and elements between rows. */
export interface Stored {
  readonly at: number;
  readonly row: number;
  /** Bytes of an element. */
  readonly width: 4 | 8;
}

/** Room for a matrix, with anything in it. */
export function store(arena: Arena, rows: number, columns: number, width: 4 | 8): Stored {
  return { at: arena.take(rows * columns * width), row: columns, width };
}

/** The first elements of a matrix. */
export function viewOf(arena: Arena, { at, width }: Stored, length: number): Float32Array | Float64Array {
  return width === 4 ? arena.f32(at, length) : arena.f64(at, length);
}

/** Rows or columns of a result that one call finds. */
const BAND = 256;

/** Rows and columns that are mirrored together; those of blocks are a multiple. */
const MIRRORED = 16;

/** Does a task. */
export function doTask(kernels: Kernels, task: Task, scratch: number): void {
  for (const { kernel, args } of task) {
    const call: (...args: number[]) => void = kernels[kernel];
    call(...args, scratch);
  }
}

/** Does tasks one after the other. */
export function inTurn({ kernels }: Arena): RunProducts {
  return async (tasks) => {
    for (const task of tasks) doTask(kernels, task, 0);
  };
}

/** The call for C [m, n] = op(A) [m, k] · op(B) [k, n]. The flags are those of `matMul`. */
export function productCall(a: Stored, b: Stored, c: Stored, m: number, k: number, n: number, flags = 0): ProductCall {
  return {
    kernel: a.width === 4 ? 'matMul' : 'matMul64',
    args: [a.at, a.row, b.at, b.row, c.at, c.row, m, k, n, flags],
  };
}

/** Tasks for the same, by rows or columns of C. */
export function productTasks(
  a: Stored,
  b: Stored,
  c: Stored,
  m: number,
  k: number,
  n: number,
  flags = 0,
): readonly Task[] {
  if (m < n) {
    return bands(n).map(({ start, size }) => [
      productCall(
        a,
        from(b, flags & TRANSPOSE_B ? start : 0, flags & TRANSPOSE_B ? 0 : start),
        from(c, 0, start),
        m,
        k,
        size,
        flags,
      ),
    ]);
  }
  return bands(m).map(({ start, size }) => [
    productCall(
      from(a, flags & TRANSPOSE_A ? 0 : start, flags & TRANSPOSE_A ? start : 0),
      b,
      from(c, start, 0),
      size,
      k,
      n,
      flags,
    ),
  ]);
}

/**
 * Tasks for the blocks on and below the diagonal of C [n, n] += Aᵀ·A, A being [m, n], or with the flag `TRANSPOSE_B` A·Aᵀ, A being
 * [n, m]; `mirrorBlocks` does the others.
 */
export function symmetricTasks(a: Stored, c: Stored, m: number, n: number, flags = 0): readonly Task[] {
  const part = (i: number) => (flags & TRANSPOSE_B ? from(a, i, 0) : from(a, 0, i));
  return bands(n).flatMap(({ start: j, size: columns }) =>
    bands(n)
      .filter(({ start }) => start >= j)
      .map(({ start: i, size: rows }): Task => {
        const corner = from(c, i, j);
        if (i > j)
          return [productCall(part(i), part(j), corner, rows, m, columns, (flags || TRANSPOSE_A) | ACCUMULATE)];
        const kernel = a.width === 4 ? 'symmetricProduct' : 'symmetricProduct64';
        return [{ kernel, args: [part(j).at, a.row, corner.at, c.row, m, columns, flags | ACCUMULATE] }];
      }),
  );
}

/** The part of a matrix from a row and a column on. */
export function from({ at, row, width }: Stored, i: number, j: number): Stored {
  return { at: at + (i * row + j) * width, row, width };
}

/** Copies the blocks below the diagonal of C [n, n] to their places above it. */
export function mirrorBlocks(values: Float32Array | Float64Array, row: number, n: number): void {
  for (let first = 0; first < n; first += MIRRORED) {
    const end = Math.min(n, first + MIRRORED);
    for (let j = 0; j < first; j++) {
      for (let i = first; i < end; i++) values[j * row + i] = values[i * row + j]!;
    }
  }
}

/** Nearly equal parts of a size. */
export function bands(size: number): { readonly start: number; readonly size: number }[] {
  const step = Math.ceil(size / Math.ceil(size / BAND) / MIRRORED) * MIRRORED;
  return Array.from({ length: Math.ceil(size / step) }, (_, i) => ({
    start: i * step,
    size: Math.min(step, size - i * step),
  }));
}
