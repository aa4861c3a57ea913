import { matMul, truncatedSvd } from '@tensorpress/linalg';
import { orthogonalise } from './orthogonalise.ts';
import { normOf, type Train, type Truncation } from './train.ts';

/** A train with lower ranks: where its cores are orthonormal to the right of one, singular values of that are those of the whole. */
export async function truncate(train: Train, pairs: readonly number[], truncation: Truncation): Promise<Train> {
  const { cores: orthonormal, ranks: before } = await orthogonalise(train, pairs);
  const [cores, ranks] = [[...orthonormal], [...before]];
  let budget = 'tolerance' in truncation ? (truncation.tolerance * normOf(cores[0]!)) ** 2 : 0;
  for (const k of ranks.keys()) {
    const m = (ranks[k - 1] ?? 1) * pairs[k]!;
    const norm = normOf(cores[k]!);
    const share = Math.sqrt(Math.max(0, budget) / (ranks.length - k)) / norm || 0;
    const { u, s, vt } = await truncatedSvd(
      { data: cores[k]!, m, n: ranks[k]! },
      'ranks' in truncation ? { rank: truncation.ranks[k]! } : { tolerance: Math.min(1, share) },
    );
    budget -= norm ** 2 - normOf(s) ** 2;
    const weighted = { ...vt, data: vt.data.map((value, i) => value * s[Math.floor(i / vt.n)]!) };
    const next = cores[k + 1]!;
    const after = await matMul(weighted, { data: next, m: vt.n, n: next.length / vt.n });
    cores[k] = u.data;
    cores[k + 1] = Float64Array.from(after.data);
    ranks[k] = s.length;
  }
  return { cores, ranks };
}
