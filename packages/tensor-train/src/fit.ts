import { decompose } from './decompose.ts';
import type { How } from './how.ts';
import type { Modes } from './modes.ts';
import { sweep } from './sweep.ts';
import type { Train, Truncation } from './train.ts';

/**
 * The train of a matrix with such modes, as near to it as a truncation has it: within a tolerance by the decomposition alone, of given ranks
 * after so many sweeps.
 * @param matrix Row by row; as many numbers as the modes have.
 * @throws the reason of the signal
 */
export async function fit(
  matrix: Float32Array,
  modes: Modes,
  truncation: Truncation,
  how: How & { readonly sweeps: number },
): Promise<Train> {
  let train = await decompose(matrix, modes, truncation, how);
  const sweeps = 'ranks' in truncation ? how.sweeps : 0;
  for (let done = 0; done < sweeps; done++) train = await sweep(train, matrix, modes, how);
  return train;
}
