import { readFile } from 'node:fs/promises';
import type * as tf from '@tensorflow/tfjs';
import { use } from '@tensorpress/core';
import { distill } from '@tensorpress/distill';
import { type Digits, errorRate, pixels } from '@tensorpress/example-mnist';
import { finetune } from '@tensorpress/tfjs';
import type { CellJob, CellResult } from '../cells/cell.ts';
import { finishCell, folderUrl } from '../cells/finish-cell.ts';
import { shift } from '../pictures/flip-and-shift.ts';
import { trainWithDropout } from '../resumable/train-with-dropout.ts';
import { network } from '../weight-sharing/networks.ts';
import { type DistillRecipe, type HintonCell, TEACHER } from './cells.ts';
import { errorsMoved } from './errors-moved.ts';
import { type Split, splitOf } from './splits.ts';
import { epochLog, examplesFor, movedExamples, trainedBy } from './training.ts';

/** What became of a student that has not seen all digits. */
export interface Corrected {
  /** What is added to its logits of the digits that it has seen, so that it is right about most of all digits to train on. */
  readonly bias: number;
  /** Its error then. */
  readonly corrected: number;
}

/** What stays at a step of the moving average of weights that the teacher is in the end. */
const AVERAGE = 0.999;

const NONE = { inputs: 0, hidden: 0 };
const widths = (units: number): number[] => [pixels, units, units, 10];

/** Trains a network of two hidden layers on MNIST: the one that teaches, or one that learns from it or from labels. */
export async function runHinton(
  cell: HintonCell,
  recipe: DistillRecipe,
  job: CellJob<DistillRecipe>,
): Promise<CellResult & Partial<Corrected>> {
  const split = splitOf('mnist', job.validate);
  return cell.name === TEACHER ? runTeacher(recipe, job, split) : runStudent(cell, recipe, job, split);
}

async function runTeacher(
  recipe: DistillRecipe,
  job: CellJob<DistillRecipe>,
  { training, testing }: Split,
): Promise<CellResult> {
  const { epochs, batchSize, learningRate, seed } = recipe;
  const net = network(widths(1200), { inputs: 0.1, hidden: 0.4 }, seed);
  const falling = (share: number) => learningRate * (1 - share);
  const options = { epochs, batchSize, seed, change: shift, learningRate: falling, average: AVERAGE };
  const done = await trainWithDropout(net, training, options, folderUrl(job.folder));
  return finishCell(job, recipe, { net, epochs: done, error: errorRate(net, testing) });
}

async function runStudent(
  { units, temperature, digits, moved = false }: HintonCell,
  recipe: DistillRecipe,
  job: CellJob<DistillRecipe>,
  split: Split,
): Promise<CellResult & Partial<Corrected>> {
  const { training, testing } = split;
  const { alpha, seed } = recipe;
  const fresh = network(widths(units), NONE, seed);
  const { log, options } = epochLog(recipe);
  const seen = digits ? only(training, digits) : training;
  const data = moved ? movedExamples(fresh, seen, recipe) : examplesFor(seen);
  const stage =
    temperature === undefined
      ? use(finetune, { ...options, data })
      : use(distill, { ...options, data, temperature, alpha, teacher: await teacherOf(job) });
  const net = await trainedBy([stage], fresh, seed);
  fresh.dispose();
  const result = { net, epochs: log, error: errorRate(net, testing) };
  return finishCell(job, { ...recipe, ...(digits && corrected(net, digits, split)) }, result);
}

/** The file of the network that teaches, of a cell that was trained before. */
export async function teacherOf({ folder }: Pick<CellJob, 'folder'>): Promise<Uint8Array> {
  const file = new URL(`../${TEACHER.replaceAll('/', '-')}/model.tpress`, folderUrl(folder));
  try {
    return await readFile(file);
  } catch (cause) {
    throw new Error(`bench: the teacher is not there; \`--cell ${TEACHER}\` trains it`, { cause });
  }
}

/** The pictures of some digits. */
function only({ images, labels }: Digits, digits: readonly number[]): Digits {
  const places = [...labels.keys()].filter((i) => digits.includes(labels[i]!));
  const chosen = new Float32Array(places.length * pixels);
  for (const [to, from] of places.entries()) {
    chosen.set(images.subarray(from * pixels, (from + 1) * pixels), to * pixels);
  }
  return { count: places.length, images: chosen, labels: Uint8Array.from(places, (place) => labels[place]!) };
}

/**
 * The error after a number was added to the logits of digits that were seen, the best of 0, −0.1, … −20 for the digits to train on.
 * @see Hinton, Vinyals, Dean, "Distilling the knowledge in a neural network", 2015, section 3
 */
function corrected(net: tf.LayersModel, seen: readonly number[], { training, testing }: Split): Corrected {
  const biases = Array.from({ length: 201 }, (_, i) => -i / 10);
  const errors = errorsMoved(net, training, seen, biases);
  const bias = biases[errors.indexOf(Math.min(...errors))]!;
  return { bias, corrected: errorsMoved(net, testing, seen, [bias])[0]! };
}
