import { sumCyclic } from './cyclic-sum.ts';
import type { Numbers } from './diagonals.ts';
import { displacementOf } from './displacement.ts';
import type { Form } from './form.ts';
import { leastStep } from './least-step.ts';
import { dot, plus } from './vectors.ts';

/** Generators of a matrix. */
export interface Generators {
  /** [rank, size] */
  readonly g: Float64Array;
  /** [rank, size] */
  readonly h: Float64Array;
  /** At most the one asked for. */
  readonly rank: number;
  /** The sum of |gᵢ|·|hᵢ|, which no element of the matrix is above, nor are the sums on the way to it. */
  readonly norm: number;
}

/** Descent ends after so many steps, or with one that adds less than this share of what is found, or takes less of what is left, … */
const STEPS = 100;
const GAIN = 0.002;
/** … or where this share of the sum of squares is left. */
const ROUNDING = 1e-14;

/**
 * Generators, for the operators Z₁ and Z₋₁, of a matrix [m, n] near the one given in the Frobenius norm. The truncated singular value
 * decomposition of the displacement gives those to begin with. They are exact for a matrix of this displacement rank; for others, whose
 * error is not that of the displacement, they go down from there along conjugate gradients, to the lowest point along each. What comes out
 * is no farther than the first, nor than zero, but need not be the nearest there is.
 *
 * @throws the reason of the signal
 * @see Polak, Ribière, "Note sur la convergence de méthodes de directions conjuguées", Revue française d'informatique et de recherche
 * opérationnelle 3, 1969
 */
export async function nearest(
  matrix: Float32Array,
  { m, n, size, rank: most }: Form,
  { seed, signal }: { readonly seed: number; readonly signal?: AbortSignal },
): Promise<Generators> {
  // Only what encodes has to load the linear algebra.
  const { matMul, truncatedSvd } = await import('@tensorpress/linalg');
  const factor = async (data: Float64Array): Promise<Generators> => {
    const options = { seed, ...(signal && { signal }) };
    const { u, s, vt } = await truncatedSvd({ data, m: size, n: size }, { rank: most }, options);
    const rank = s.length;
    const roots = s.map(Math.sqrt);
    const g = new Float64Array(rank * size);
    for (let at = 0; at < g.length; at++)
      g[(at % rank) * size + Math.floor(at / rank)] = u.data[at]! * roots[at % rank]!;
    const h = vt.data.map((value, at) => value * roots[Math.floor(at / size)]!);
    return { g, h, rank, norm: s.reduce((a, b) => a + b) };
  };
  const first = await factor(displacementOf(matrix, m, n));

  // Generators as one vector, g before h.
  const count = first.g.length;
  const rows = (data: Numbers) => ({ data, m: first.rank, n: size });
  const products = async (g: Numbers, h: Numbers) => {
    const product = await matMul(rows(g.subarray(0, count)), rows(h.subarray(count)), { transposeA: true });
    return product.data;
  };
  const summed = (d: Numbers) => {
    const sum = new Float64Array(m * n);
    sumCyclic({ data: sum, columns: n }, { data: d, columns: size }, size);
    return sum;
  };
  const downhill = async (at: Numbers, rest: Numbers) => {
    const spread = { data: new Float64Array(size * size), m: size, n: size };
    sumCyclic({ data: spread.data, columns: size }, { data: rest, columns: n }, size, 'up');
    const slope = new Float64Array(2 * count);
    slope.set((await matMul(rows(at.subarray(count)), spread, { transposeB: true })).data);
    slope.set((await matMul(rows(at.subarray(0, count)), spread)).data, count);
    return slope;
  };

  let at = new Float64Array(2 * count);
  at.set(first.g);
  at.set(first.h, count);
  const start = summed(await products(at, at));
  const scale = dot(start, matrix) / dot(start, start);
  if (!Number.isFinite(scale)) return first;
  at.set(first.g.map((value) => scale * value));
  let rest = plus(matrix, start, -scale);
  let error = dot(rest, rest);
  const whole = dot(matrix, matrix);
  let [slope, along] = [new Float64Array(2 * count), new Float64Array(2 * count)];
  for (let step = 0; step < STEPS && error > ROUNDING * whole; step++) {
    signal?.throwIfAborted();
    const before = { slope, along, error };
    slope = await downhill(at, rest);
    const turn = step === 0 ? 0 : (dot(slope, slope) - dot(slope, before.slope)) / dot(before.slope, before.slope);
    along = plus(slope, before.along, Math.max(0, turn));
    const linear = summed(plus(await products(along, at), await products(at, along), 1));
    const quadratic = summed(await products(along, along));
    const length = leastStep(rest, linear, quadratic);
    at = plus(at, along, length);
    rest = plus(plus(rest, linear, -length), quadratic, -(length ** 2));
    error = dot(rest, rest);
    if (!(before.error - error > GAIN * Math.min(error, whole - error))) break;
  }
  return factor(Float64Array.from(await products(at, at)));
}
