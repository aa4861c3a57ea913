import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';

interface File<Progress> {
  readonly progress: Progress;
  readonly specs: tf.io.WeightsManifestEntry[];
  readonly weights: string;
}

const name = 'checkpoint.json';

/**
 * Writes all weights of a compiled model, trained or not, the moments of its optimizer and how far it has come to one file,
 * which is there as a whole or not at all.
 * @param more What else belongs to the training.
 */
export async function saveCheckpoint(
  folder: URL,
  model: tf.LayersModel,
  progress: unknown,
  more: readonly tf.Variable[] = [],
): Promise<void> {
  const [iterations, ...moments] = await model.optimizer.getWeights();
  const weights = [...model.getWeights(), ...more].map((tensor, i) => ({ name: `${i}`, tensor }));
  const { data, specs } = await tf.io.encodeWeights([...weights, iterations!, ...moments]);
  iterations!.tensor.dispose();
  const file: File<unknown> = { progress, specs, weights: Buffer.from(data).toString('base64') };
  await mkdir(folder, { recursive: true });
  const partial = new URL(`${name}.partial`, folder);
  await writeFile(partial, JSON.stringify(file));
  await rename(partial, new URL(name, folder));
}

/**
 * Puts a compiled model and its optimizer where a checkpoint left off, and says how far that is; undefined if there is none.
 * @param more What else was saved.
 */
export async function loadCheckpoint<Progress>(
  folder: URL,
  model: tf.LayersModel,
  more: readonly tf.Variable[] = [],
): Promise<Progress | undefined> {
  const text = await readFile(new URL(name, folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { progress, specs, weights }: File<Progress> = JSON.parse(text);
  const tensors = tf.io.decodeWeights(new Uint8Array(Buffer.from(weights, 'base64')).buffer, specs);
  const named = specs.map(({ name }) => ({ name, tensor: tensors[name]! }));
  const count = model.getWeights().length;
  const before = await model.optimizer.getWeights();
  model.setWeights(named.slice(0, count).map(({ tensor }) => tensor));
  for (const [i, variable] of more.entries()) variable.assign(named[count + i]!.tensor);
  await model.optimizer.setWeights(named.slice(count + more.length));
  // The optimizer has made variables of its own.
  tf.dispose([...before, ...named].map(({ tensor }) => tensor));
  return progress;
}
