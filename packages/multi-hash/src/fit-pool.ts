import type { Matrix } from '@tensorpress/linalg';

/** A matrix [n, n] that is to be approximated by the product of factors of a rank, each element times the scale of its owner. */
export interface PoolTarget {
  readonly values: Float32Array;
  /** The scale of each element, by number; the scale beyond the last is zero, so that such elements count for nothing. */
  readonly owners: Int32Array;
  readonly scales: readonly number[];
  readonly n: number;
  readonly rank: number;
}

/** Factors v [n, rank] and u [rank, n] with their scales. */
export interface PoolFit {
  readonly v: Float64Array;
  readonly u: Float64Array;
  readonly scales: readonly number[];
  /** The sum of squared errors after each sweep; it never grows. */
  readonly errors: readonly number[];
}

const SWEEPS = 10;

/** An improvement of the squared error, as a share of it, that is not worth a sweep. */
const ENOUGH = 1e-4;

/** What keeps the systems solvable, as a share of the mean of their diagonals. */
const PROXIMITY = 1e-9;

/**
 * Fits a pool by alternating least squares: all rows of v, then all columns of u, then the scales, each exactly, so that an element
 * counts by the square of its scale. It begins at the singular vectors of the values, which are the solution already but for rows
 * with several owners. The rank is lower where further singular values would be no more than rounding.
 * @param begin Where v [n, ≥ rank] begins, and where those of its rows stay that have no scale but zero.
 * @throws the reason of the signal
 * @see Attouch, Bolte, Redont, Soubeyran, "Proximal alternating minimization", Mathematics of Operations Research 35(2), 2010:
 *   as each step stays near the one before it by a little, it has one solution, and the error never grows.
 */
export async function fitPool(
  { values, owners, scales: given, n, rank: wanted }: PoolTarget,
  begin: Float64Array,
  seed: number,
  signal?: AbortSignal,
): Promise<PoolFit> {
  // Only what encodes has to load the linear algebra.
  const { matMul, truncatedSvd } = await import('@tensorpress/linalg');
  const { s, vt } = await truncatedSvd(
    { data: values, m: n, n },
    { rank: wanted },
    { seed, ...(signal && { signal }) },
  );
  const rank = s.length;
  const exact = Float64Array.from(values);
  const scales = [...given, 0];
  const [rows, columns] = [linesOf(owners, n, n, 1), linesOf(owners, n, 1, n)];
  const squareAt = (i: number, j: number) => scales[owners[i * n + j]!]! ** 2;
  const square = (data: Float64Array): Matrix<Float64Array> => ({ data, m: n, n });
  const thin = (data: Float64Array): Matrix<Float64Array> => ({ data, m: n, n: rank });

  // Both factors are [n, rank] here. With elements of a variance of 1, those of the factors have one of 1 / √rank.
  const v = begin.slice(0, n * rank);
  const u = new Float64Array(n * rank);
  const energy = s.reduce((sum, value) => sum + value, 0) / (n * Math.sqrt(rank));
  for (let k = 0; k < rank; k++) {
    for (let j = 0; j < n; j++) u[j * rank + k] = Math.sqrt(s[k]! / energy) * vt.data[k * n + j]!;
  }

  const errors: number[] = [];
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    signal?.throwIfAborted();
    const scaled = square(exact.map((value, at) => scales[owners[at]!]! * value));
    await improve(v, u, await matMul(scaled, thin(u)), rows, columns, squareAt);
    const right = await matMul(scaled, thin(v), { transposeA: true });
    await improve(u, v, right, columns, rows, (j, i) => squareAt(i, j));
    const { data: products } = await matMul(thin(v), thin(u), { transposeB: true });
    errors.push(rescale(scales, values, products, owners));
    const [before = Number.POSITIVE_INFINITY, after = 0] = errors.slice(-2);
    if (errors.length > 1 && before - after <= ENOUGH * before) break;
  }
  const across = u.map((_, at) => u[(at % n) * rank + Math.floor(at / n)]!);
  return { v, u: across, scales: scales.slice(0, -1), errors };
}

/** Rows, or columns, in a row whose elements belong to the same owners, one for one. */
type Lines = readonly [from: number, to: number];

/** @param step From one line to the next. @param stride From one element of a line to the next. */
function linesOf(owners: Int32Array, n: number, step: number, stride: number): Lines[] {
  const lines: Lines[] = [];
  let from = 0;
  for (let line = 1; line <= n; line++) {
    let same = line < n;
    for (let k = 0; same && k < n; k++)
      same = owners[line * step + k * stride] === owners[(line - 1) * step + k * stride];
    if (same) continue;
    lines.push([from, line]);
    from = line;
  }
  return lines;
}

/** Solves for all rows of one factor [n, rank], given the other, and the target times its scales times the other. */
async function improve(
  factor: Float64Array,
  other: Float64Array,
  { data: right, n: rank }: Matrix,
  lines: readonly Lines[],
  otherLines: readonly Lines[],
  squareAt: (line: number, otherLine: number) => number,
): Promise<void> {
  const { cholesky, symmetricProduct } = await import('@tensorpress/linalg');
  const products: Matrix[] = [];
  for (const [from, to] of otherLines) {
    products.push(await symmetricProduct({ data: other.subarray(from * rank, to * rank), m: to - from, n: rank }));
  }
  for (const [from, to] of lines) {
    const system = new Float64Array(rank * rank);
    for (const [k, [otherLine]] of otherLines.entries()) {
      const weight = squareAt(from, otherLine);
      const { data } = products[k]!;
      if (weight > 0) for (let at = 0; at < system.length; at++) system[at]! += weight * data[at]!;
    }
    let trace = 0;
    for (let k = 0; k < rank; k++) trace += system[k * rank + k]!;
    if (trace === 0) continue;
    const proximity = (PROXIMITY * trace) / rank;
    for (let k = 0; k < rank; k++) system[k * rank + k]! += proximity;
    const { data: lower } = await cholesky({ data: system, m: rank, n: rank });
    for (let line = from; line < to; line++) {
      const x = factor.subarray(line * rank, (line + 1) * rank);
      for (let k = 0; k < rank; k++) x[k] = proximity * x[k]! + right[line * rank + k]!;
      solve(lower, x);
    }
  }
}

/** Solves L·Lᵀ·x = b in place of b. */
function solve(lower: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    let value = x[i]!;
    for (let k = 0; k < i; k++) value -= lower[i * n + k]! * x[k]!;
    x[i] = value / lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = x[i]! / lower[i * n + i]!;
    x[i] = value;
    for (let k = 0; k < i; k++) x[k]! -= lower[i * n + k]! * value;
  }
}

/** Sets each scale to the one at which the products come nearest to the values that have it, and gives the squared error. */
function rescale(
  scales: number[],
  values: Float32Array,
  products: Float32Array | Float64Array,
  owners: Int32Array,
): number {
  const sums = scales.map(() => ({ values: 0, both: 0, products: 0 }));
  for (let at = 0; at < owners.length; at++) {
    const sum = sums[owners[at]!]!;
    const [value, product] = [values[at]!, products[at]!];
    sum.values += value * value;
    sum.both += value * product;
    sum.products += product * product;
  }
  let error = 0;
  // Of the last, no elements have a value.
  for (const [owner, sum] of sums.slice(0, -1).entries()) {
    const scale = sum.products > 0 ? sum.both / sum.products : 0;
    scales[owner] = scale;
    error += sum.values - scale * sum.both;
  }
  return error;
}
