import { TRANSPOSE_A, TRANSPOSE_B } from '@tensorpress/simd';
import type { Arena } from './arena.ts';
import { type Matrix, scaleOf, transposeTo } from './matrix.ts';
import { orthonormalise, orthonormaliseExactly } from './orthonormalise.ts';
import {
  mirrorBlocks,
  productCalls,
  type RunProducts,
  type Stored,
  store,
  symmetricCalls,
  viewOf,
} from './products.ts';
import { random } from './random.ts';
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

/** The Gram matrix of the longer side's rows, in one precision. */
interface Gram {
  /** Rows of the longer side, scaled. */
  readonly tall: Stored;
  readonly gram: Stored;
  /** The largest eigenvalue, from below, and the sum of all. */
  readonly top: number;
  readonly total: number;
}

/** Entries of each row of the random matrix that are not zero. */
const NON_ZEROS = 4;

/** Matrices whose shorter side is above this are decomposed by all of their Gram matrix where much of the spectrum is wanted. */
const LARGE = 768;

/** Shares of the sum of squares below which float32 and float64 do not tell a residue from rounding. */
const LEAST_REST = { 4: 1e-6, 8: 1e-11 } as const;

/** Ratios of the largest eigenvalue to what is filtered out, up to which the filter is of degree 2, and up to which it may be used. */
const STEEP = { 4: 3000, 8: 1000 } as const;
const STEEPEST = { 4: 3e5, 8: 1e12 } as const;

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
  return Math.ceil((rank + Math.max(16, rank / 12)) / 8) * 8;
}

/** Lets an abort happen, and throws if it has. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return;
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}

async function gramOf(arena: Arena, a: Matrix, scale: number, width: 4 | 8, run: RunProducts): Promise<Gram> {
  const longer = Math.max(a.m, a.n);
  const shorter = Math.min(a.m, a.n);
  const tall = store(arena, longer, shorter, width);
  const gram = store(arena, shorter, shorter, width);
  const vector = store(arena, 2, shorter, width);
  viewOf(arena, gram, shorter * shorter).fill(0);
  const values = viewOf(arena, tall, longer * shorter);
  if (a.m < a.n) {
    transposeTo(a.data, a.n, a.m, a.n, values, a.m, scale);
  } else {
    for (let i = 0; i < values.length; i++) values[i] = a.data[i]! * scale;
  }
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]! * values[i]!;
  await run(symmetricCalls(tall, gram, longer, shorter));
  mirrorBlocks(viewOf(arena, gram, shorter * shorter), shorter, shorter);

  // Some steps of the power method; nothing depends on how exact that is.
  const x = viewOf(arena, vector, shorter);
  const after = { ...vector, at: vector.at + shorter * width, row: 1 };
  const y = viewOf(arena, after, shorter);
  x.fill(1 / Math.sqrt(shorter));
  let top = 0;
  for (let step = 0; step < 6; step++) {
    await run(productCalls(gram, { ...vector, row: 1 }, after, shorter, shorter, 1));
    let norm = 0;
    for (let i = 0; i < shorter; i++) norm += y[i]! * y[i]!;
    norm = Math.sqrt(norm);
    top = Math.max(top, norm);
    if (norm === 0) break;
    for (let i = 0; i < shorter; i++) x[i] = y[i]! / norm;
  }
  const values2 = viewOf(arena, gram, shorter * shorter);
  for (let i = 0; i < shorter; i++) top = Math.max(top, values2[i * shorter + i]!);
  return { tall, gram, top, total };
}

/** The decomposition from a subspace of `size` dimensions, or what is wrong with it. */
async function fromSubspace(
  arena: Arena,
  a: Matrix,
  scale: number,
  { tall, gram, top, total }: Gram,
  size: number,
  { choose, seed, signal, run }: SubspaceOptions,
): Promise<Svd | 'inexact' | 'too small'> {
  const longer = Math.max(a.m, a.n);
  const shorter = Math.min(a.m, a.n);
  const { width } = gram;
  const basis = store(arena, shorter, size, width);
  const once = store(arena, shorter, size, width);
  const twice = store(arena, shorter, size, width);
  const length = shorter * size;

  // A basis of the whole space needs no search.
  const whole = size === shorter;
  if (whole) {
    viewOf(arena, basis, length).forEach((_, at, all) => {
      all[at] = at % (size + 1) === 0 ? 1 : 0;
    });
  } else {
    sketch(viewOf(arena, gram, shorter * shorter), shorter, viewOf(arena, basis, length), size, seed);
    await orthonormalise(arena, basis, shorter, size, run);
  }
  let degree = whole ? 4 : 1;
  while (degree < 4) {
    await pause(signal);
    await run(productCalls(gram, basis, once, shorter, shorter, size));
    const q = viewOf(arena, basis, length);
    const z = viewOf(arena, once, length);
    let captured = 0;
    for (let i = 0; i < length; i++) captured += q[i]! * z[i]!;
    const rest = Math.max(0, total - captured);
    // The mean of the other eigenvalues is below those that are wanted: it bounds what a filter may hold down.
    const bound = rest / (shorter - size);
    if (rest < LEAST_REST[width] * total || top > STEEPEST[width] * bound) {
      if (width === 4) return 'inexact';
      if (rest < LEAST_REST[width] * total) break;
    }
    // Chebyshev polynomials of what is between 0 and the bound.
    if (degree > 1 || top > STEEP[width] * bound) {
      for (let i = 0; i < length; i++) q[i] = z[i]! - (bound / 2) * q[i]!;
      degree++;
    } else {
      await run(productCalls(gram, once, twice, shorter, shorter, size));
      const w = viewOf(arena, twice, length);
      const last = (bound * bound) / 8;
      for (let i = 0; i < length; i++) q[i] = w[i]! - bound * z[i]! + last * q[i]!;
      degree += 2;
    }
    // What is made of the last basis must be orthonormal; the others need no more than to be well-conditioned.
    const finish = degree < 4 ? orthonormalise : orthonormaliseExactly;
    await finish(arena, basis, shorter, size, run);
  }

  await pause(signal);
  const projected = whole ? tall : store(arena, longer, size, width);
  if (!whole) await run(productCalls(tall, basis, projected, longer, shorter, size));
  const { values, order, rows } = whole
    ? eigenRows(arena, gram, size)
    : await eigenOfGram(arena, projected, longer, size, run);
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

  const rotation = store(arena, size, rank, width);
  const scaled = store(arena, size, rank, width);
  const wide = a.m < a.n;
  const shortSide = store(arena, shorter, rank, width);
  const longSide = store(arena, longer, rank, width);
  const from = arena.f64(rows.at, size * rows.row);
  const turned = viewOf(arena, rotation, size * rank);
  const divided = viewOf(arena, scaled, size * rank);
  for (let j = 0; j < rank; j++) {
    for (let i = 0; i < size; i++) {
      const value = from[order[j]! * rows.row + i]!;
      turned[i * rank + j] = value;
      divided[i * rank + j] = value / s[j]!;
    }
  }
  // U [m, rank] and Vᵀ [rank, n], whichever of them is the long side.
  const both = TRANSPOSE_A | TRANSPOSE_B;
  await run(
    wide
      ? [
          ...productCalls(basis, rotation, shortSide, shorter, size, rank),
          ...productCalls(scaled, projected, { ...longSide, row: longer }, rank, size, longer, both),
        ]
      : [
          ...productCalls(projected, scaled, longSide, longer, size, rank),
          ...productCalls(rotation, basis, { ...shortSide, row: shorter }, rank, size, shorter, both),
        ],
  );
  const copy = ({ at, width }: Stored, count: number) => {
    const found = viewOf(arena, { at, width, row: rank }, count);
    return a.data instanceof Float32Array ? new Float32Array(found) : new Float64Array(found);
  };
  const u = copy(wide ? shortSide : longSide, a.m * rank);
  const vt = copy(wide ? longSide : shortSide, rank * a.n);
  alignSigns(u, vt, rank);
  return {
    u: { data: u, m: a.m, n: rank },
    s: s.map((value) => value / scale),
    vt: { data: vt, m: rank, n: a.n },
  };
}

/** Eigenvectors of XᵀX, in float64, for X [m, n]. */
async function eigenOfGram(
  arena: Arena,
  x: Stored,
  m: number,
  n: number,
  run: RunProducts,
): Promise<ReturnType<typeof eigenRows>> {
  const gram = arena.block(n, n);
  const mark = arena.mark();
  if (x.width === 8) {
    await run(symmetricCalls(x, { ...gram, width: 8 }, m, n));
  } else {
    const slice = 2048;
    const exact = store(arena, Math.min(m, slice), n, 8);
    for (let start = 0; start < m; start += slice) {
      const rows = Math.min(slice, m - start);
      arena.f64(exact.at, rows * n).set(arena.f32(x.at + start * n * 4, rows * n));
      await run(symmetricCalls(exact, { ...gram, width: 8 }, rows, n));
    }
  }
  arena.release(mark);
  mirrorBlocks(arena.f64(gram.at, n * n), n, n);
  return eigenRows(arena, gram, n);
}

/** Y [n, size] = G·Ω for a sparse random Ω [n, size] of signs. */
function sketch(
  gram: Float32Array | Float64Array,
  n: number,
  y: Float32Array | Float64Array,
  size: number,
  seed: number,
): void {
  const next = random(seed);
  const columns = Int32Array.from({ length: n * NON_ZEROS }, () => Math.floor(next() * size * 2));
  const sums = new Float64Array(2 * size);
  for (let i = 0; i < n; i++) {
    sums.fill(0);
    for (let j = 0, at = 0; j < n; j++) {
      const value = gram[i * n + j]!;
      for (const end = at + NON_ZEROS; at < end; at++) {
        const column = columns[at]!;
        sums[column] = sums[column]! + value;
      }
    }
    for (let j = 0; j < size; j++) y[i * size + j] = sums[j]! - sums[size + j]!;
  }
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
