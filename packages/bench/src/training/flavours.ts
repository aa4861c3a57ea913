import { setFlagsFromString } from 'node:v8';
import * as tf from '@tensorflow/tfjs';
import { useStockWasm } from '@tensorpress/example-mnist';
import { install } from '@tensorpress/tfjs-kernels';

/** What computes: a stock backend of TensorFlow.js, or the wasm backend with kernels of this project. */
export const flavours = ['cpu', 'wasm', 'simd', 'relaxed-simd'] as const;

/** One of them. */
export type Flavour = (typeof flavours)[number];

/** Makes it the one that runs in this thread. Another one takes another thread. */
export async function useFlavour(flavour: Flavour): Promise<void> {
  if (flavour === 'cpu') {
    await tf.setBackend('cpu');
    return;
  }
  await useStockWasm();
  if (flavour === 'wasm') return;
  // The flag is one of the process, and asks for nothing: kernels of other threads are compiled without these instructions.
  if (flavour === 'relaxed-simd') setFlagsFromString('--experimental-wasm-relaxed-simd');
  const installation = await install(tf, { flavour });
  if (installation.flavour !== flavour) throw new Error(`training: there is no ${flavour} here`);
}
