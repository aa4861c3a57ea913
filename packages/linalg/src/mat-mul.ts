import { createWorkspace, type Workspace } from '@tensorpress/simd';
import type { Matrix } from './matrix.ts';

/** Which operands are to be transposed first. */
export interface MatMulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

let workspace: Promise<Workspace> | undefined;

/**
 * The product op(A)·op(B), of the element type of both.
 * @throws RangeError if inner sizes differ, TypeError if element types do
 */
export async function matMul<Data extends Float32Array | Float64Array>(
  a: Matrix<Data>,
  b: Matrix<Data>,
  options: MatMulOptions = {},
): Promise<Matrix> {
  const [m, k] = options.transposeA ? [a.n, a.m] : [a.m, a.n];
  const [inner, n] = options.transposeB ? [b.n, b.m] : [b.m, b.n];
  if (k !== inner) throw new RangeError(`matMul: inner sizes must be equal, not ${k} and ${inner}`);
  workspace ??= createWorkspace();
  const { matMul: multiply } = await workspace;
  const shape = { ...options, m, k, n };
  const [x, y] = [a.data, b.data];
  if (x instanceof Float32Array && y instanceof Float32Array) return { data: multiply(x, y, shape), m, n };
  if (x instanceof Float64Array && y instanceof Float64Array) return { data: multiply(x, y, shape), m, n };
  throw new TypeError('matMul: elements must be of one type');
}

/** Aᵀ·A [n, n] for A [m, n], of its element type, at half the work of the product. */
export async function symmetricProduct(a: Matrix): Promise<Matrix> {
  workspace ??= createWorkspace();
  const { symmetricProduct: multiply } = await workspace;
  const { data, m, n } = a;
  return { data: data instanceof Float32Array ? multiply(data, { m, n }) : multiply(data, { m, n }), m: n, n };
}
