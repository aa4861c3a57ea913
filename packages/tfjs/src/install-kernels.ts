import * as tf from '@tensorflow/tfjs';
import type { Skipped } from '@tensorpress/tfjs-kernels';

/**
 * Gives the wasm backend the kernels that training takes, if it is the backend in use; tells which of them it could not be given.
 * They stay there, as one installation for all: what they replace is slow or wrong, so nothing is gained by putting it back.
 */
export async function installKernels(): Promise<readonly Skipped[]> {
  if (tf.getBackend() !== 'wasm') return [];
  // A page that only loads models does without this package.
  const { install } = await import('@tensorpress/tfjs-kernels');
  return (await install(tf)).skipped;
}
