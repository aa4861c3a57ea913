import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';

/** An epoch that is over. Errors are mean squared errors, in units of the standard deviation of a pixel. */
export interface Epoch {
  readonly epoch: number;
  /** While it trained, with dropout. */
  readonly trainingMse: number;
  readonly validationMse: number;
  readonly seconds: number;
}

/** How far a training has come. */
export interface Progress {
  /** Steps taken since the start. */
  step: number;
  /** Of the epoch that is not over: the sum of the losses of its steps, and the seconds they took. */
  loss: number;
  seconds: number;
  /** The lowest validation error so far for which the network was saved. */
  best: number | null;
  readonly epochs: Epoch[];
}

interface File {
  readonly progress: Progress;
  readonly specs: tf.io.WeightsManifestEntry[];
  readonly weights: string;
}

const name = 'checkpoint.json';

/** Writes weights, the moments of the optimizer and progress to one file, which is there as a whole or not at all. */
export async function saveCheckpoint(folder: URL, model: tf.LayersModel, progress: Progress): Promise<void> {
  const moments = await model.optimizer.getWeights();
  const weights = model.getWeights().map((tensor, i) => ({ name: `${i}`, tensor }));
  const { data, specs } = await tf.io.encodeWeights([...weights, ...moments]);
  const file: File = { progress, specs, weights: Buffer.from(data).toString('base64') };
  await mkdir(folder, { recursive: true });
  const partial = new URL(`${name}.partial`, folder);
  await writeFile(partial, JSON.stringify(file));
  await rename(partial, new URL(name, folder));
}

/** Puts a model and its optimizer where a checkpoint left off; undefined if there is none. */
export async function loadCheckpoint(folder: URL, model: tf.LayersModel): Promise<Progress | undefined> {
  const text = await readFile(new URL(name, folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { progress, specs, weights }: File = JSON.parse(text);
  const tensors = tf.io.decodeWeights(new Uint8Array(Buffer.from(weights, 'base64')).buffer, specs);
  const named = specs.map(({ name }) => ({ name, tensor: tensors[name]! }));
  const count = model.getWeights().length;
  model.setWeights(named.slice(0, count).map(({ tensor }) => tensor));
  await model.optimizer.setWeights(named.slice(count));
  // The optimizer keeps the tensors of its moments.
  tf.dispose(named.slice(0, count).map(({ tensor }) => tensor));
  return progress;
}
