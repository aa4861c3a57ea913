import * as tf from '@tensorflow/tfjs';
import type { Network } from './load-network.ts';
import { randomInputs } from './random-inputs.ts';

const ROUNDS = 15;
const BUDGET = 600;

/** The median milliseconds of a prediction of each network, taken in turns; on small inputs where networks take any size. */
export async function measure(networks: readonly Network[], signal: AbortSignal): Promise<readonly number[]> {
  const [first] = networks;
  if (!first) return [];
  const inputs = randomInputs(first.inputs, 32);
  const time = async (network: Network): Promise<number> => {
    const start = performance.now();
    const outputs = await network.predict(inputs);
    await Promise.all(outputs.map((output) => output.data()));
    tf.dispose([...outputs]);
    return performance.now() - start;
  };
  try {
    // What runs for the first time is compiled.
    for (const network of networks) await time(network);
    const times = networks.map((): number[] => []);
    const end = performance.now() + BUDGET;
    for (let round = 0; round < ROUNDS && (round < 3 || performance.now() < end); round++) {
      for (const [i, network] of networks.entries()) times[i]!.push(await time(network));
      signal.throwIfAborted();
    }
    return times.map((values) => values.sort((a, b) => a - b)[values.length >> 1]!);
  } finally {
    tf.dispose(inputs);
  }
}
