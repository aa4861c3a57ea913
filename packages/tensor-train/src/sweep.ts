import { qr } from '@tensorpress/linalg';
import { type How, pause } from './how.ts';
import { pairsOf } from './layout.ts';
import type { Modes } from './modes.ts';
import { orthogonalise } from './orthogonalise.ts';
import { project } from './project.ts';
import type { Train } from './train.ts';
import { transposed } from './transposed.ts';
import { unfold, wholeOf } from './unfolding.ts';

/**
 * A train of the same ranks that is nearer to a matrix: from left to right each core becomes the one that fits best with all others as
 * they are, so that the error never grows.
 * @throws the reason of the signal
 * @see Holtz, Rohwedder, Schneider, "The alternating linear scheme for tensor optimization in the tensor train format", SIAM J. Sci.
 *   Comput. 34, 2012
 */
export async function sweep(train: Train, data: Float32Array, modes: Modes, how: How): Promise<Train> {
  const { inputs, outputs } = modes;
  const pairs = pairsOf(modes);
  const right = await orthogonalise(train, pairs);
  const [cores, ranks] = [[...right.cores], [...right.ranks]];
  let rest = wholeOf(data, modes);
  for (const k of pairs.keys()) {
    let own = rest;
    for (let other = pairs.length - 1; other > k; other--) {
      const rows = {
        data: right.cores[other]!,
        m: right.ranks[other - 1]!,
        n: pairs[other]! * (right.ranks[other] ?? 1),
      };
      await pause(how);
      own = await project(unfold(own, false, inputs[other]!, outputs[other]!), transposed(rows));
    }
    cores[k] = Float64Array.from(own.data);
    if (k === pairs.length - 1) break;
    const { q } = await qr({ data: cores[k], m: own.left * pairs[k]!, n: own.right });
    cores[k] = q.data;
    ranks[k] = q.n;
    await pause(how);
    rest = await project(unfold(rest, true, inputs[k]!, outputs[k]!), q);
  }
  return { cores, ranks };
}
