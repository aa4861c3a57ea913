import { random } from '@tensorpress/core';
import { TRANSPOSE_A, TRANSPOSE_B } from '@tensorpress/simd';
import type { Arena } from './arena.ts';
import { type Matrix, scaleOf, transposeTo } from './matrix.ts';
import { orthonormalise } from './orthonormalise.ts';
import {
  mirrorBlocks,
  productTasks,
  type RunProducts,
  type Stored,
  store,
  symmetricTasks,
  viewOf,
} from './products.ts';
import { roundingOf, type Svd } from './svd.ts';
import { eigenRows } from './symmetric-eigen.ts';

/** Says whether a rank is enough, given the share of the sum of squares that is lost. */
export type Choose = (rank: number, lost: number) => boolean;

/** What is looked for, and how. */
export interface SubspaceOptions {
  /** The rank, if it is known. */
  readonly wanted: number | undefined;
  readonly choose: Choose;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  readonly run: RunProducts;
}

/** A matrix, scaled, and its Gram matrix: that of its rows if it is wide, else of its columns. */
interface Gram {
  readonly scaled: Stored;
  readonly gram: Stored;
  /** Sums of the eigenvalues and of their squares. */
  readonly total: number;
  readonly squares: number;
}

/** A basis of the dominant subspace. */
interface Subspace {
  readonly basis: Stored;
  /** Whether eigenvalues are so alike that float32 keeps the vectors of the smallest apart. */
  readonly even: boolean;
}

/** What is wrong with a subspace. */
type Failure = 'inexact' | 'too small';

/** Entries of each row of the random matrix that are not zero. */
const NON_ZEROS = 4;

/** Times that the Gram matrix is applied to the first basis. */
const STEPS = 2;

/** Standard deviations of the rest of the spectrum that its end is thought to lie above the mean. */
const DEVIATIONS = 0.9;

/** Matrices whose shorter side is above this are decomposed by all of their Gram matrix where much of the spectrum is wanted. */
const LARGE = 768;

/** Shares of the sum of squares below which float32 and float64 do not tell a residue from rounding. */
const LEAST_REST = { 4: 1e-6, 8: 1e-11 } as const;

/** Ratios of the largest eigenvalue to the others up to which these are found. */
const STEEPEST = { 4: 3e5, 8: 1e12 } as const;

/** The share of what the first basis leaves over that no other of its size will hold. */
const SURE = 0.75;

/** Ratios of the mean of eigenvalues to the smallest up to which they are alike. */
const EVEN = 10;

/** Singular values so much smaller than the largest have inexact vectors. */
const LEAST_RATIO = { 4: 1e-3, 8: 1e-5 } as const;

/**
 * The truncated decomposition from the dominant subspace of the Gram matrix of the shorter side, in float32 if the elements are and
 * that is exact enough, else in float64; undefined if that is not, or the subspace is so large that all can be found as soon.
 */
export async function subspaceSvd(
  arena: Arena,
  a: Matrix,
  most: number,
  options: SubspaceOptions,
): Promise<Svd | undefined> {
  const shorter = Math.min(a.m, a.n);
  const scale = scaleOf(most);
  let size = sizeFor(options.wanted ?? Math.ceil(shorter / 16));
  const start = arena.mark();
  for (const width of a.data instanceof Float32Array ? ([4, 8] as const) : ([8] as const)) {
    if (2 * size > shorter) break;
    const gram = await gramOf(arena, a, scale, width, options.run);
    let exact = true;
    for (; exact && 2 * size <= shorter; size = exact ? sizeFor(2 * size) : size) {
      await pause(options.signal);
      const mark = arena.mark();
      const outcome = await fromSubspace(arena, a, scale, gram, size, options);
      if (typeof outcome === 'object') return outcome;
      exact = outcome !== 'inexact';
      arena.release(mark);
    }
    arena.release(start);
  }
  if (2 * size <= shorter || shorter <= LARGE) return undefined;
  const outcome = await fromSubspace(arena, a, scale, await gramOf(arena, a, scale, 8, options.run), shorter, options);
  return typeof outcome === 'object' ? outcome : undefined;
}

/** Columns that are iterated for a rank. */
function sizeFor(rank: number): number {
  return Math.ceil((rank + Math.max(16, rank / 8)) / 8) * 8;
}

/** Lets an abort happen, and throws if it has. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return;
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}

async function gramOf(arena: Arena, a: Matrix, scale: number, width: 4 | 8, run: RunProducts): Promise<Gram> {
  const wide = a.m < a.n;
  const longer = Math.max(a.m, a.n);
  const shorter = Math.min(a.m, a.n);
  const scaled = store(arena, a.m, a.n, width);
  const gram = store(arena, shorter, shorter, width);
  const values = viewOf(arena, scaled, a.m * a.n);
  values.set(a.data);
  if (scale !== 1) for (let i = 0; i < values.length; i++) values[i] = values[i]! * scale;
  viewOf(arena, gram, shorter * shorter).fill(0);
  await run(symmetricTasks(scaled, gram, longer, shorter, wide ? TRANSPOSE_B : 0));
  const products = viewOf(arena, gram, shorter * shorter);
  mirrorBlocks(products, shorter, shorter);
  let total = 0;
  let squares = 0;
  for (let i = 0; i < products.length; i++) squares += products[i]! * products[i]!;
  for (let i = 0; i < products.length; i += shorter + 1) total += products[i]!;
  return { scaled, gram, total, squares };
}

/**
 * An orthonormal basis [n, size] of the dominant subspace of a Gram matrix [n, n], or what is wrong with it: from random combinations
 * of its columns, by steps of the power method that are shifted to the middle of the rest of the spectrum.
 */
async function dominantSubspace(
  arena: Arena,
  { gram, total, squares }: Gram,
  n: number,
  size: number,
  { choose, seed, signal, run }: SubspaceOptions,
): Promise<Subspace | Failure> {
  const { width } = gram;
  let even = false;
  const basis = store(arena, n, size, width);
  const image = store(arena, n, size, width);
  sketch(arena, gram, n, image, size, seed);
  await orthonormalise(arena, image, basis, n, size, run);
  for (let step = 0; step < STEPS; step++) {
    await pause(signal);
    // It is symmetric, and quicker to read by columns.
    await run(productTasks(gram, basis, image, n, n, size, TRANSPOSE_A));
    const q = viewOf(arena, basis, n * size);
    const z = viewOf(arena, image, n * size);
    let captured = 0;
    let capturedSquares = 0;
    const quotients = new Float64Array(size);
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = 0; j < size; j++, at++) {
        quotients[j] = quotients[j]! + q[at]! * z[at]!;
        capturedSquares += z[at]! * z[at]!;
      }
    }
    for (const quotient of quotients) captured += quotient;
    const rest = Math.max(0, total - captured);
    const mean = rest / (n - size);
    if (rest < LEAST_REST[width] * total) {
      if (width === 4) return 'inexact';
      break;
    }
    if (width === 4 && Math.max(...quotients) > STEEPEST[width] * mean) return 'inexact';
    if (!choose(size, (SURE * rest) / total)) return 'too small';
    // Less what may be rounding.
    const variance = (squares * (1 - LEAST_REST[width]) - capturedSquares) / (n - size) - mean * mean;
    const shift = (mean + DEVIATIONS * Math.sqrt(Math.max(0, variance))) / 2;
    even = captured < 2 * shift * size * EVEN;
    for (let i = 0; i < n * size; i++) z[i] = z[i]! - shift * q[i]!;
    await orthonormalise(arena, image, basis, n, size, run);
  }
  // Once more, since what is made of the basis is as orthonormal as it is.
  viewOf(arena, image, n * size).set(viewOf(arena, basis, n * size));
  await orthonormalise(arena, image, basis, n, size, run);
  return { basis, even };
}

/** The decomposition from a subspace of `size` dimensions, or what is wrong with it. */
async function fromSubspace(
  arena: Arena,
  a: Matrix,
  scale: number,
  gram: Gram,
  size: number,
  options: SubspaceOptions,
): Promise<Svd | Failure> {
  const { m, n } = a;
  const wide = m < n;
  const shorter = Math.min(m, n);
  const { choose, signal, run } = options;
  const { scaled, total } = gram;
  const { width } = scaled;
  // The whole space needs no search: its basis is the identity.
  const whole = size === shorter;
  const subspace = whole ? undefined : await dominantSubspace(arena, gram, shorter, size, options);
  if (typeof subspace === 'string') return subspace;
  const basis = subspace?.basis;

  await pause(signal);
  // The matrix in that basis: [size, n] if it is wide, else [m, size].
  let projected = scaled;
  if (basis && wide) {
    projected = store(arena, size, n, width);
    await run(productTasks(basis, scaled, projected, size, m, n, TRANSPOSE_A));
  } else if (basis) {
    projected = store(arena, m, size, width);
    await run(productTasks(scaled, basis, projected, m, n, size));
  }
  const { values, order, rows } = subspace
    ? await eigenOfGram(arena, projected, Math.max(m, n), size, wide, subspace.even ? width : 8, run)
    : eigenRows(arena, gram.gram, size);
  let lost = total;
  let rank = 0;
  let enough = false;
  const noise = total * roundingOf(a) ** 2;
  while (rank < size && !enough && values[order[rank]!]! > noise) {
    lost -= values[order[rank]!]!;
    rank++;
    enough = choose(rank, Math.max(0, lost / total));
  }
  // Those at the end of the basis are worse than the others.
  if (!enough && rank === size && !whole) return 'too small';
  const s = Float64Array.from(order.subarray(0, rank), (row) => Math.sqrt(values[row]!));
  if (rank === 0 || s[rank - 1]! < LEAST_RATIO[width] * s[0]!) return 'inexact';

  // Eigenvectors in columns, and the same over their singular values.
  const rotation = store(arena, size, rank, width);
  const divided = store(arena, size, rank, width);
  const u = store(arena, m, rank, width);
  const vt = store(arena, rank, n, width);
  const vectors = arena.f64(rows.at, size * rows.row);
  const turned = viewOf(arena, rotation, size * rank);
  const over = viewOf(arena, divided, size * rank);
  for (let j = 0; j < rank; j++) {
    for (let i = 0; i < size; i++) {
      const value = vectors[order[j]! * rows.row + i]!;
      turned[i * rank + j] = value;
      over[i * rank + j] = value / s[j]!;
    }
  }
  await run(
    wide
      ? [
          ...productTasks(divided, projected, vt, rank, size, n, TRANSPOSE_A),
          ...(basis ? productTasks(basis, rotation, u, m, size, rank) : []),
        ]
      : [
          ...productTasks(projected, divided, u, m, size, rank),
          ...(basis ? productTasks(rotation, basis, vt, rank, size, n, TRANSPOSE_A | TRANSPOSE_B) : []),
        ],
  );
  if (!basis && wide) viewOf(arena, u, m * rank).set(turned);
  if (!basis && !wide) transposeTo(turned, rank, size, rank, viewOf(arena, vt, rank * n), n);
  const copy = (stored: Stored, length: number) => {
    const found = viewOf(arena, stored, length);
    return a.data instanceof Float32Array ? new Float32Array(found) : new Float64Array(found);
  };
  const left = copy(u, m * rank);
  const right = copy(vt, rank * n);
  alignSigns(left, right, rank);
  return {
    u: { data: left, m, n: rank },
    s: s.map((value) => value / scale),
    vt: { data: right, m: rank, n },
  };
}

/** Eigenvectors of X·Xᵀ for X [n, m] if it is wide, else of XᵀX for X [m, n]; that product is made in a precision. */
async function eigenOfGram(
  arena: Arena,
  x: Stored,
  m: number,
  n: number,
  wide: boolean,
  width: 4 | 8,
  run: RunProducts,
): Promise<ReturnType<typeof eigenRows>> {
  const found = arena.block(n, n);
  const mark = arena.mark();
  const gram = store(arena, n, n, width);
  viewOf(arena, gram, n * n).fill(0);
  const flags = wide ? TRANSPOSE_B : 0;
  if (x.width === width) {
    await run(symmetricTasks(x, gram, m, n, flags));
  } else {
    const exact = store(arena, m, n, width);
    viewOf(arena, exact, m * n).set(viewOf(arena, x, m * n));
    await run(symmetricTasks({ ...exact, row: x.row }, gram, m, n, flags));
  }
  const products = arena.f64(found.at, n * n);
  products.set(viewOf(arena, gram, n * n));
  mirrorBlocks(products, n, n);
  arena.release(mark);
  return eigenRows(arena, found, n);
}

/** Y [n, size] = G·Ω for a symmetric G and a sparse random Ω [n, size] of signs. */
function sketch(arena: Arena, gram: Stored, n: number, y: Stored, size: number, seed: number): void {
  const next = random(seed);
  const mark = arena.mark();
  // Its transpose, so that rows of G are added to rows.
  const turned = store(arena, size, n, gram.width);
  const to = viewOf(arena, turned, size * n).fill(0);
  const rows = viewOf(arena, gram, n * n);
  for (let row = 0; row < n * n; row += n) {
    for (let count = 0; count < NON_ZEROS; count++) {
      const place = Math.floor(next() * size * 2);
      const sign = place < size ? 1 : -1;
      for (let at = (place % size) * n, from = row, end = row + n; from < end; at++, from++) {
        to[at] = to[at]! + sign * rows[from]!;
      }
    }
  }
  transposeTo(to, n, size, n, viewOf(arena, y, n * size), size);
  arena.release(mark);
}

/** Changes signs so that in each column of U the first entry of largest magnitude is above zero. */
function alignSigns(u: Float32Array | Float64Array, vt: Float32Array | Float64Array, rank: number): void {
  const most = new Float64Array(rank);
  for (let at = 0; at < u.length; ) {
    for (let j = 0; j < rank; j++, at++) if (Math.abs(u[at]!) > Math.abs(most[j]!)) most[j] = u[at]!;
  }
  for (let at = 0; at < u.length; ) for (let j = 0; j < rank; j++, at++) if (most[j]! < 0) u[at] = -u[at]!;
  const n = vt.length / rank;
  for (let j = 0; j < rank; j++) {
    if (most[j]! < 0) for (let at = j * n; at < (j + 1) * n; at++) vt[at] = -vt[at]!;
  }
}
