import { cp, writeFile } from 'node:fs/promises';
import type * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { use } from '@tensorpress/core';
import { readDigits } from '@tensorpress/example-mnist';
import { svd } from '@tensorpress/svd';
import { nuclearNorm, projection } from '@tensorpress/tfjs';
import { useFlavour } from '../training/flavours.ts';
import { sequentialNetwork } from './network.ts';
import type { Epoch } from './progress.ts';
import { sequencesOf, split } from './sequences.ts';
import { type Size, type SizeName, sizes } from './sizes.ts';
import { PAPER_EPOCHS, trainNetwork } from './train-network.ts';

/** What the network is trained for: the task alone, or low rank as well. */
export type Variant = 'baseline' | 'low-rank';

/** What is trained, and how if not as its size says. */
export interface SequentialJob {
  readonly size: SizeName;
  readonly variant: Variant;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly seed?: number;
}

/** How a training went. */
export interface History extends Required<SequentialJob> {
  readonly parameters: number;
  /** The validation error of the network that was saved, and how long it all took. */
  readonly validationMse: number | null;
  readonly seconds: number;
  readonly epochsDone: readonly Epoch[];
}

/** Where trained networks are kept: a folder for each size and variant, with `model.json`, `weights.bin` and `history.json`. */
export const trained = (size: SizeName, variant: Variant): URL =>
  new URL(`../../artifacts/sequential-mnist/${size}-${variant}/`, import.meta.url);

const FLAVOUR = 'relaxed-simd';

/**
 * Trains the network from where the checkpoint in `folder` left off, or from the start. In the end there is the best network in
 * `best/`, and `history.json` beside it.
 */
export async function trainSequential(job: SequentialJob, folder: URL): Promise<History> {
  const size = sizes[job.size];
  const complete = { epochs: size.epochs, batchSize: size.batchSize, seed: 1, ...job };
  await useFlavour(FLAVOUR);
  const model = sequentialNetwork(size, complete.seed);
  const { epochs: epochsDone, best } = await trainNetwork(
    model,
    split(sequencesOf(readDigits('train'), size)),
    {
      ...complete,
      flavour: FLAVOUR,
      checkpointEvery: 10,
      callbacks: job.variant === 'low-rank' ? towardsLowRank(size, complete.epochs) : [],
    },
    folder,
  );
  const history: History = {
    ...complete,
    parameters: model.countParams(),
    validationMse: best,
    seconds: epochsDone.reduce((sum, { seconds }) => sum + seconds, 0),
    epochsDone,
  };
  model.dispose();
  await writeFile(new URL('best/history.json', folder), `${JSON.stringify(history, null, 2)}\n`);
  return history;
}

/** Trains in a folder to go on from later, and keeps the result as an artifact. */
export async function run({ folder, ...job }: SequentialJob & { readonly folder: string }): Promise<History> {
  const url = new URL(`${folder.replace(/\/*$/, '')}/`, 'file:');
  const history = await trainSequential(job, url);
  await cp(new URL('best/', url), trained(job.size, job.variant), { recursive: true });
  return history;
}

/** The paper's regularisation, with its schedule brought to the length of the training. */
function towardsLowRank({ rank }: Size, epochs: number): tf.CustomCallback[] {
  const scaled = (epoch: number) => (epoch * epochs) / PAPER_EPOCHS;
  return [
    nuclearNorm({ lambda: 1e-4, ramp: [scaled(10), scaled(120)] }),
    projection({ stage: use(svd, { rank }), codecs: registry, every: Math.max(1, Math.round(scaled(20))) }),
  ];
}
