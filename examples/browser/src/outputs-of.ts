import * as tf from '@tensorflow/tfjs';
import type { Contestant } from './contestant.ts';

/** What a network answered. */
export interface Output {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** What each network answers to the same inputs; the inputs stay the caller's. */
export async function outputsOf(
  contestants: readonly Contestant[],
  inputs: readonly tf.Tensor[],
): Promise<readonly (readonly Output[])[]> {
  const answers: (readonly Output[])[] = [];
  for (const { network } of contestants) {
    const outputs = await network.predict(inputs);
    answers.push(
      await Promise.all(outputs.map(async (output) => ({ shape: output.shape, values: await output.data() }))),
    );
    tf.dispose([...outputs]);
  }
  return answers;
}
