import { type Matrix, matMul, qr } from '@tensorpress/linalg';
import type { Train } from './train.ts';
import { transposed } from './transposed.ts';

/**
 * The same train with cores whose rows are orthonormal, all but the first: from right to left, each is decomposed, and what is not
 * orthonormal goes into the one before.
 * @param pairs The numbers of each pair of modes.
 * @see Oseledets, "Tensor-train decomposition", SIAM J. Sci. Comput. 33, 2011, section 3
 */
export async function orthogonalise(train: Train, pairs: readonly number[]): Promise<Train> {
  const cores = [...train.cores];
  const ranks = [...train.ranks];
  const matrix = (k: number, m: number): Matrix<Float64Array> => ({ data: cores[k]!, m, n: cores[k]!.length / m });
  for (let k = cores.length - 1; k > 0; k--) {
    const { q, r } = await qr(transposed(matrix(k, ranks[k - 1]!)));
    const before = await matMul(matrix(k - 1, (ranks[k - 2] ?? 1) * pairs[k - 1]!), r, { transposeB: true });
    cores[k] = transposed(q).data;
    cores[k - 1] = Float64Array.from(before.data);
    ranks[k - 1] = q.n;
  }
  return { cores, ranks };
}
