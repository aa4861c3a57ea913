import { ACCUMULATE, type Kernels, TRANSPOSE_A } from '@tensorpress/simd';
import type { Arena } from './arena.ts';

/** One call of a kernel for products, without its scratch memory; calls of one list do not depend on one another. */
export interface ProductCall {
  readonly kernel: 'matMul' | 'matMul64' | 'symmetricProduct' | 'symmetricProduct64';
  readonly args: readonly number[];
}

/** Makes calls, in threads where there are any. */
export type RunProducts = (calls: readonly ProductCall[]) => Promise<void>;

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
const BAND = 512;

/** Makes one call. */
export function callKernel(kernels: Kernels, { kernel, args }: ProductCall, scratch: number): void {
  const call: (...args: number[]) => void = kernels[kernel];
  call(...args, scratch);
}

/** Makes calls one after the other. */
export function inTurn({ kernels }: Arena): RunProducts {
  return async (calls) => {
    for (const call of calls) callKernel(kernels, call, 0);
  };
}

/** Calls for C [m, n] = op(A) [m, k] · op(B) [k, n], by rows of C. The flags are those of `matMul`. */
export function productCalls(
  a: Stored,
  b: Stored,
  c: Stored,
  m: number,
  k: number,
  n: number,
  flags = 0,
): ProductCall[] {
  const kernel = a.width === 4 ? 'matMul' : 'matMul64';
  const step = flags & TRANSPOSE_A ? 1 : a.row;
  return bands(m).map(({ start, size }) => ({
    kernel,
    args: [a.at + start * step * a.width, a.row, b.at, b.row, c.at + start * c.row * c.width, c.row, size, k, n, flags],
  }));
}

/** Calls for the blocks of C [n, n] += Aᵀ·A on and below the diagonal, A being [m, n]; `mirrorBlocks` does the others. */
export function symmetricCalls(a: Stored, c: Stored, m: number, n: number): ProductCall[] {
  const column = (j: number) => a.at + j * a.width;
  const corner = (i: number, j: number) => c.at + (i * c.row + j) * c.width;
  const [square, oblong] =
    a.width === 4 ? (['symmetricProduct', 'matMul'] as const) : (['symmetricProduct64', 'matMul64'] as const);
  return bands(n).flatMap(({ start: j, size: columns }) =>
    bands(n)
      .filter(({ start }) => start >= j)
      .map(({ start: i, size: rows }): ProductCall => {
        if (i === j) return { kernel: square, args: [column(j), a.row, corner(j, j), c.row, m, columns, ACCUMULATE] };
        const flags = TRANSPOSE_A | ACCUMULATE;
        return {
          kernel: oblong,
          args: [column(i), a.row, column(j), a.row, corner(i, j), c.row, rows, m, columns, flags],
        };
      }),
  );
}

/** Copies the blocks below the diagonal of C [n, n] to their places above it. */
export function mirrorBlocks(values: Float32Array | Float64Array, row: number, n: number): void {
  for (let first = 0; first < n; first += 16) {
    const end = Math.min(n, first + 16);
    for (let j = 0; j < first; j++) {
      for (let i = first; i < end; i++) values[j * row + i] = values[i * row + j]!;
    }
  }
}

function bands(size: number): { readonly start: number; readonly size: number }[] {
  return Array.from({ length: Math.ceil(size / BAND) }, (_, i) => ({
    start: i * BAND,
    size: Math.min(BAND, size - i * BAND),
  }));
}
