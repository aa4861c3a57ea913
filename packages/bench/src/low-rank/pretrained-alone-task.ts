import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { Network } from '../pretrained/networks.ts';
import { type Outputs, outputsOf, stockHandler } from '../pretrained/outputs-of.ts';

/** A network to run on photos, as it is in some folders. */
export interface AloneJob {
  readonly network: Omit<Network, 'folder'>;
  readonly folders: readonly string[];
  readonly photos: readonly Float32Array[];
}

/**
 * Runs a network by stock TensorFlow.js, its WebAssembly backend as it comes.
 * @throws Error if there is a tensorpress here.
 */
export async function run({ network, folders, photos }: AloneJob): Promise<Outputs[]> {
  for (const name of ['core', 'svd', 'tfjs', 'tfjs-kernels']) {
    const there = await import(`@tensorpress/${name}`).then(() => true).catch(({ code }) => code !== MISSING);
    if (there) throw new Error(`@tensorpress/${name}: must not be installed here`);
  }
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await tf.setBackend('wasm');
  const results: Outputs[] = [];
  for (const folder of folders)
    results.push(await outputsOf(stockHandler(folder), { ...network, folder: async () => folder }, photos));
  return results;
}

const MISSING = 'ERR_MODULE_NOT_FOUND';

process.once('message', async (job: AloneJob) => {
  const results = await run(job);
  process.send?.(results, () => process.disconnect());
});
