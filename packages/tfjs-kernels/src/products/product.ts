import type { DataType, KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import { ACCUMULATE, TRANSPOSE_A, TRANSPOSE_B } from '@tensorpress/simd';
import type { Heap } from '../heap/heap.ts';
import { sizeOf } from '../heap/size-of.ts';

/** A product of batches of matrices: of [m, k] and [k, n] each, before they are transposed. */
export interface Product {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly flags: number;
  readonly batch: readonly number[];
  /** The shape of the result, […, m, n]. */
  readonly shape: readonly number[];
}

/** What a kernel has to multiply, or undefined if its operands are not matrices of `dtype` that fit together. */
export function productOf(
  { inputs: { a, b }, attrs }: Parameters<KernelFunc>[0],
  dtype: DataType = 'float32',
): Product | undefined {
  const { transposeA = false, transposeB = false } = attrs ?? {};
  if (a?.dtype !== dtype || b?.dtype !== dtype || a.shape.length < 2 || b.shape.length < 2) return undefined;
  const [rows, columns] = transposeA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!];
  const [inner, n] = transposeB ? [b.shape.at(-1)!, b.shape.at(-2)!] : [b.shape.at(-2)!, b.shape.at(-1)!];
  const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (columns !== inner || !batch) return undefined;
  const flags = (transposeA ? TRANSPOSE_A : 0) | (transposeB ? TRANSPOSE_B : 0);
  return { a, b, m: rows, k: inner, n, flags, batch, shape: [...batch, rows, n] };
}

/** Writes a product to `out`, or adds it to what is there. */
export function multiply(heap: Heap, product: Product, out: TensorInfo, accumulate = false): void {
  const { a, b, k, n, batch } = product;
  const flags = product.flags | (accumulate ? ACCUMULATE : 0);
  const scratch = heap.scratch();
  const [first, second, target] = [heap.address(a), heap.address(b), heap.address(out)];
  const count = sizeOf(batch);
  // Against one matrix, the rows of a whole batch are rows of one product.
  const merged = sizeOf(b.shape.slice(0, -2)) === 1 && !(flags & TRANSPOSE_A);
  const m = merged ? product.m * count : product.m;
  const lda = flags & TRANSPOSE_A ? m : k;
  const ldb = flags & TRANSPOSE_B ? k : n;
  const fromA = offsets(a.shape.slice(0, -2), batch, 4 * product.m * k);
  const fromB = offsets(b.shape.slice(0, -2), batch, 4 * k * n);
  for (let i = 0; i < (merged ? 1 : count); i++) {
    const c = target + 4 * i * m * n;
    heap.simd.matMul(first + fromA(i), lda, second + fromB(i), ldb, c, n, m, k, n, flags, scratch);
  }
}

/** Writes a product of int32 matrices to `out`. */
export function multiplyIntegers(heap: Heap, { a, b, m, k, n, flags, batch }: Product, out: TensorInfo): void {
  const [first, second, target] = [heap.ints(a), heap.ints(b), heap.ints(out)];
  const [rowOfA, stepOfA] = flags & TRANSPOSE_A ? [1, m] : [k, 1];
  const [stepOfB, columnOfB] = flags & TRANSPOSE_B ? [1, k] : [n, 1];
  const fromA = offsets(a.shape.slice(0, -2), batch, m * k);
  const fromB = offsets(b.shape.slice(0, -2), batch, k * n);
  for (let at = 0; at < target.length; at++) {
    const matrix = Math.floor(at / (m * n));
    const row = fromA(matrix) + (Math.floor(at / n) % m) * rowOfA;
    const column = fromB(matrix) + (at % n) * columnOfB;
    let sum = 0;
    for (let p = 0; p < k; p++) sum += first[row + p * stepOfA]! * second[column + p * stepOfB]!;
    target[at] = sum;
  }
}

/** The shape that both batches have when axes of length 1 are repeated, or undefined. */
function broadcast(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape = Array.from({ length: rank }, (_, axis) => {
    const [x, y] = [a[axis + a.length - rank] ?? 1, b[axis + b.length - rank] ?? 1];
    if (x === y || y === 1) return x;
    return x === 1 ? y : Number.NaN;
  });
  return shape.some(Number.isNaN) ? undefined : shape;
}

/** Where the i-th matrix of a broadcast batch is, when each takes `stride`. */
function offsets(own: readonly number[], batch: readonly number[], stride: number): (i: number) => number {
  const size = sizeOf(own);
  if (size === 1) return () => 0;
  if (size === sizeOf(batch)) return (i) => i * stride;
  return (i) => {
    let [rest, at, step] = [i, 0, stride];
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      const length = own[axis + own.length - batch.length] ?? 1;
      if (length > 1) at += (rest % batch[axis]!) * step;
      rest = Math.floor(rest / batch[axis]!);
      step *= length;
    }
    return at;
  };
}
