import type { Kernels } from '@tensorpress/simd';
import { type Arena, sharedArena, withArena } from './arena.ts';
import { largest, type Matrix } from './matrix.ts';
import { inTurn, type RunProducts } from './products.ts';
import { type Choose, subspaceSvd } from './subspace-svd.ts';
import { fullSvd, type Svd } from './svd.ts';
import { startThreads } from './threads.ts';

/** How many singular values are to be kept. */
export type Truncation =
  /** So many, or as many as there are. */
  | { readonly rank: number }
  /** The fewest that hold this share, above 0 and at most 1, of the sum of all squares. */
  | { readonly energy: number }
  /** The fewest for which the Frobenius norm of what is lost is at most so many times that of the matrix. */
  | { readonly tolerance: number };

/** How the work is done. */
export interface TruncatedSvdOptions {
  /** Of the random numbers that large matrices are begun with; 0 by default. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /**
   * Threads that do the large products of large matrices; without any, or where memory cannot be shared with threads, all is done by
   * the one that calls. The result is the same, bit for bit.
   */
  readonly workers?: number;
  /**
   * The instructions of the large products: `'simd'` by default, with which results are the same on all machines. `'relaxed-simd'` is
   * faster where there is such, and its results are those of the machine.
   */
  readonly flavour?: Kernels['flavour'];
}

/** Matrices whose shorter side is at most this are decomposed fully. */
const SMALL = 192;

/**
 * The truncated singular value decomposition of a matrix [m, n], with elements of its type: what is nearest to the matrix among all of
 * that rank, or for large matrices within a hundredth of it. Singular values that may be no more than rounding, up to
 * 2⁻²⁴ of the Frobenius norm for float32 elements, and max(m, n)·2⁻⁵³ of it for float64, are left out, but one is always there. Of each column of U the entry of largest magnitude is above zero.
 * @throws RangeError if an element is not finite or the truncation out of range; the reason of the signal
 * @see Halko, Martinsson, Tropp, "Finding structure with randomness", SIAM Review 53, 2011; Feng, Yu, Xie, Tang, "Faster randomized SVD
 *   with dynamic shifts", arXiv:2404.09276, 2024
 */
export function truncatedSvd(
  a: Matrix<Float32Array>,
  truncation: Truncation,
  options?: TruncatedSvdOptions,
): Promise<Svd<Float32Array>>;
export function truncatedSvd(
  a: Matrix<Float64Array>,
  truncation: Truncation,
  options?: TruncatedSvdOptions,
): Promise<Svd<Float64Array>>;
export async function truncatedSvd(
  a: Matrix,
  truncation: Truncation,
  { seed = 0, signal, workers = 0, flavour = 'simd' }: TruncatedSvdOptions = {},
): Promise<Svd> {
  const choose = chooser(truncation);
  if (!(Number.isInteger(workers) && workers >= 0)) {
    throw new RangeError(`truncatedSvd: workers must be an integer from 0, not ${workers}`);
  }
  const most = largest('truncatedSvd', a);
  signal?.throwIfAborted();
  const smaller = Math.min(a.m, a.n);
  const wanted = 'rank' in truncation ? Math.min(truncation.rank, smaller) : undefined;
  if (most > 0 && smaller > SMALL) {
    const bySubspace = (arena: Arena, run: RunProducts) =>
      subspaceSvd(arena, a, most, { wanted, choose, seed, signal, run });
    const found = await withRunner(workers, signal, flavour, bySubspace);
    if (found) return found;
  }
  return withArena((arena) => {
    const { u, s, vt } = fullSvd(arena, a, most);
    let tail = 0;
    // From the smallest, so that nothing is lost by rounding.
    const tails = s.map(() => 0);
    for (let i = s.length - 1; i >= 0; i--) {
      tails[i] = tail;
      tail += (s[i]! / s[0]!) ** 2 || 0;
    }
    const kept = s.findIndex((value, i) => choose(i + 1, tails[i]! / tail) || value === 0);
    const last = kept < 0 ? s.length : kept + 1;
    const rank = Math.max(1, s[last - 1] === 0 ? last - 1 : last);
    return columnsOf(a, { u, s, vt }, rank);
  });
}

/** Calls with an arena and what makes products in it, threads or not. */
async function withRunner<T>(
  workers: number,
  signal: AbortSignal | undefined,
  flavour: Kernels['flavour'],
  call: (arena: Arena, run: RunProducts) => Promise<T>,
): Promise<T> {
  const threads = workers > 0 ? await startThreads(() => sharedArena({ flavour }), workers, signal) : undefined;
  if (!threads) return withArena((arena) => call(arena, inTurn(arena)), { flavour });
  try {
    return await call(threads.arena, threads.run);
  } finally {
    threads.stop();
  }
}

/** Says whether a rank is enough, given the share of the sum of squares that is lost. */
function chooser(truncation: Truncation): Choose {
  if ('rank' in truncation) {
    const { rank } = truncation;
    if (!(Number.isInteger(rank) && rank > 0)) {
      throw new RangeError(`truncatedSvd: rank must be a positive integer, not ${rank}`);
    }
    return (count) => count >= rank;
  }
  if ('energy' in truncation) {
    const { energy } = truncation;
    if (!(energy > 0 && energy <= 1)) {
      throw new RangeError(`truncatedSvd: energy must be above 0 and at most 1, not ${energy}`);
    }
    return (_, lost) => lost <= 1 - energy;
  }
  const { tolerance } = truncation;
  if (!(tolerance >= 0 && tolerance <= 1)) {
    throw new RangeError(`truncatedSvd: tolerance must be from 0 to 1, not ${tolerance}`);
  }
  return (_, lost) => lost <= tolerance * tolerance;
}

/** The first columns, in the element type of a matrix. */
function columnsOf(a: Matrix, { u, s, vt }: Svd<Float64Array>, rank: number): Svd {
  const make = (length: number) =>
    a.data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  const left = make(a.m * rank);
  for (let i = 0; i < a.m; i++) left.set(u.data.subarray(i * u.n, i * u.n + rank), i * rank);
  const right = make(rank * a.n);
  right.set(vt.data.subarray(0, rank * a.n));
  return { u: { data: left, m: a.m, n: rank }, s: s.slice(0, rank), vt: { data: right, m: rank, n: a.n } };
}
