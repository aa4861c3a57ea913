import type { Matrix } from '@tensorpress/linalg';
import { balanced, type Factors } from './factors.ts';

/** Terms below this share of the greatest are no more than the rounding of float32 values. */
const ROUNDING = 2 ** -24;

/**
 * So many outer products of vectors whose sum is near a tensor; fewer where their sum is the tensor. The tensor is taken apart axis by
 * axis, from the last: by singular vectors, then each of those on the left, folded, by its own.
 * @param sizes Of the axes of the tensor, which is not zero everywhere.
 * @throws the reason of the signal
 */
export async function leadingTerms(
  tensor: Float64Array,
  sizes: readonly number[],
  count: number,
  how: { readonly seed: number; readonly signal?: AbortSignal },
): Promise<Factors> {
  const { truncatedSvd } = await import('@tensorpress/linalg');
  let terms: { readonly weight: number; readonly rest: Float64Array; readonly vectors: readonly Float64Array[] }[] = [
    { weight: 1, rest: tensor, vectors: [] },
  ];
  for (let axis = sizes.length - 1; axis > 0; axis--) {
    const n = sizes[axis]!;
    const split: typeof terms = [];
    for (const { weight, rest, vectors } of terms) {
      const { u, s, vt } = await truncatedSvd({ data: rest, m: rest.length / n, n }, { rank: count }, how);
      for (const [k, value] of s.entries()) {
        split.push({
          weight: weight * value,
          rest: Float64Array.from({ length: u.m }, (_, i) => u.data[i * u.n + k]!),
          vectors: [vt.data.slice(k * n, k * n + n), ...vectors],
        });
      }
    }
    split.sort((a, b) => b.weight - a.weight);
    terms = split.slice(0, count).filter(({ weight }, i) => i === 0 || weight > ROUNDING * split[0]!.weight);
  }
  const columns = terms.map(({ weight, rest, vectors }) => [rest.map((value) => weight * value), ...vectors]);
  return balanced(
    sizes.map((m, axis): Matrix<Float64Array> => {
      const n = columns.length;
      return {
        data: Float64Array.from({ length: m * n }, (_, at) => columns[at % n]![axis]![Math.floor(at / n)]!),
        m,
        n,
      };
    }),
  );
}
