import { type Truncation as SvdTruncation, symmetricEigen, truncatedSvd } from '@tensorpress/linalg';
import { type How, pause } from './how.ts';
import { pairsOf } from './layout.ts';
import type { Modes } from './modes.ts';
import { type Basis, gramOf, project, roomFor } from './project.ts';
import { normOf, type Train, type Truncation } from './train.ts';
import { transposed } from './transposed.ts';
import { copyColumns, type Floats, type Unfolding, unfold, wholeOf } from './unfolding.ts';

/** What one truncation may leave: so much rank, or so much of the sum of squares. */
type Cut = { readonly rank: number } | { readonly loss: number };

/** Unfoldings of so few rows are decomposed by their Gram matrix, as are those that are so many times wider than high. */
const FEW = 192;
const WIDE = 8;

/** The share of the sum of squares that may be no more than the rounding of float32. */
const ROUNDING = 2 ** -48;

/**
 * The train of a matrix with such modes that a truncation leaves of it. Cores are split off from either end, always from the one with
 * the smaller unfolding, and are orthonormal towards it: each is an orthogonal projection of what is left, so that the squares of what
 * they lose add up, and of a tolerance each may have its share of what those before have not used. Ranks are lower where more would be
 * no more than rounding.
 * @param data Row by row; as many numbers as the modes have.
 * @throws the reason of the signal
 * @see Oseledets, "Tensor-train decomposition", SIAM J. Sci. Comput. 33, 2011, section 2
 */
export async function decompose(data: Floats, modes: Modes, truncation: Truncation, how: How): Promise<Train> {
  const pairs = pairsOf(modes);
  const cores: Float64Array[] = new Array(pairs.length);
  const ranks = pairs.slice(1);
  let rest = wholeOf(data, modes);
  let [first, last] = [0, pairs.length - 1];
  let budget = 'tolerance' in truncation ? truncation.tolerance ** 2 * normOf(data) ** 2 : 0;
  while (first < last) {
    const isLeft = rest.left * pairs[first]! < pairs[last]! * rest.right;
    const k = isLeft ? first : last;
    const between = isLeft ? first : last - 1;
    const [m, n] = [modes.inputs[k]!, modes.outputs[k]!];
    const unfolding = unfold(rest, isLeft, m, n);
    const cut = 'ranks' in truncation ? { rank: truncation.ranks[between]! } : { loss: budget / (last - first) };
    await pause(how);
    const { basis, lost } = await basisOf(unfolding, cut, how);
    budget -= lost;
    ranks[between] = basis.n;
    cores[k] = isLeft ? basis.data : transposed(basis).data;
    await pause(how);
    rest = await project(unfolding, basis);
    if (isLeft) first++;
    else last--;
  }
  cores[first] = Float64Array.from(rest.data);
  return { cores, ranks };
}

/** A basis of the columns of an unfolding, those that matter most, and what sum of squares is lost without the others. */
const basisOf = (
  unfolding: Unfolding,
  cut: Cut,
  how: How,
): Promise<{ readonly basis: Basis; readonly lost: number }> =>
  unfolding.height <= FEW || unfolding.width >= WIDE * unfolding.height
    ? basisByGram(unfolding, cut)
    : basisBySvd(unfolding, cut, how);

async function basisByGram(unfolding: Unfolding, cut: Cut) {
  const size = unfolding.height;
  const gram = await gramOf(unfolding);
  const { values, vectors } = await symmetricEigen({ data: gram, m: size, n: size });
  const least = ROUNDING * values.reduce((sum, value) => sum + Math.max(0, value), 0);
  let rank = size;
  let lost = 0;
  for (; rank > 1; rank--) {
    const value = Math.max(0, values[rank - 1]!);
    const isKept = value > least && ('rank' in cut ? rank <= cut.rank : lost + value > cut.loss);
    if (isKept) break;
    lost += value;
  }
  const basis = new Float64Array(size * rank);
  for (let i = 0; i < size; i++) basis.set(vectors.data.subarray(i * size, i * size + rank), i * rank);
  return { basis: { data: basis, m: size, n: rank }, lost };
}

async function basisBySvd(unfolding: Unfolding, cut: Cut, how: How) {
  const { isLeft, height, width } = unfolding;
  const data = roomFor(height * width);
  copyColumns(unfolding, 0, width, data);
  const [m, n] = isLeft ? [height, width] : [width, height];
  const square = normOf(data) ** 2;
  const truncation: SvdTruncation =
    'rank' in cut ? cut : { tolerance: Math.sqrt(Math.min(1, Math.max(0, cut.loss) / square) || 0) };
  const { u, s, vt } = await (data instanceof Float32Array
    ? truncatedSvd({ data, m, n }, truncation, how)
    : truncatedSvd({ data, m, n }, truncation, how));
  const basis = isLeft ? { ...u, data: Float64Array.from(u.data) } : transposed(vt);
  return { basis, lost: square - normOf(s) ** 2 };
}
