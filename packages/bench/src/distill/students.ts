import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { read, use } from '@tensorpress/core';
import { answerFolder, distill } from '@tensorpress/distill';
import { errorRate } from '@tensorpress/example-mnist';
import {
  type FireOptions,
  scaleWidths,
  smallMobileNet,
  smallQuickNet,
  smallSqueezeNet,
  type Template,
} from '@tensorpress/students';
import { toLayersModel } from '@tensorpress/tfjs';
import type { CellJob, CellResult } from '../cells/cell.ts';
import { finishCell, folderUrl } from '../cells/finish-cell.ts';
import type { DistillRecipe, StudentCell } from './cells.ts';
import { pruneFilters } from './filter-pruning.ts';
import { splitOf } from './splits.ts';
import { epochLog, examplesFor, trainedBy } from './training.ts';

/** What the templates take. */
export const options: FireOptions = { inputShape: [28, 28, 1], classes: 10, squeezeRatio: 0.25 };

/** What students are made by; the large one is made by the first. */
export const templates: readonly Template<FireOptions>[] = [smallSqueezeNet, smallQuickNet, smallMobileNet];

/** A kind of network, and the widths of its blocks. */
export interface Shape {
  readonly template: string;
  readonly widths: readonly number[];
}

/** All that the search writes down. */
export interface FoundFile {
  /** What they may take. */
  readonly milliseconds: number;
  /** Of one template only. */
  readonly fires: Shape;
  /** Of all. */
  readonly searched: Shape;
}

const template = smallSqueezeNet.id;

/** The large student. */
export const fullShape: Shape = { template, widths: smallSqueezeNet.widths(options) };

/** The large one with all of its widths halved. */
export const multipliedShape: Shape = { template, widths: scaleWidths(fullShape.widths, 0.5, 8) };

/** Where the search writes down what it has found. */
export const foundFile: URL = new URL('../../artifacts/distill/students.json', import.meta.url);

/** The network that teaches. */
export const clothesFile: URL = new URL('../../artifacts/tensor-train/clothes-1-dense/model.tpress', import.meta.url);

/** A fresh student. */
export function studentOf({ template, widths }: Shape, seed: number): tf.LayersModel {
  const make = templates.find(({ id }) => id === template);
  if (!make) throw new Error(`bench: there is no template ${template}; \`--set parts=search\` finds students anew`);
  return make({ ...options, widths, seed });
}

/** Trains a student on Fashion-MNIST by the answers of a residual network, from fresh weights or from filters of the large student. */
export async function runStudents(
  { shape, pruned }: StudentCell,
  recipe: DistillRecipe,
  job: CellJob<DistillRecipe>,
): Promise<CellResult> {
  const { temperature, alpha, seed } = recipe;
  const { training, testing } = splitOf('fashion', job.validate);
  const student = studentOf(shapeOf(shape), seed);
  if (pruned) await fillFromLarge(student, job);
  const { log, options: trained } = epochLog(recipe);
  const stage = use(distill, {
    ...trained,
    data: examplesFor(training, options.inputShape),
    teacher: await readFile(clothesFile),
    cache: answerFolder(new URL('../clothes-answers', folderUrl(job.folder))),
    temperature,
    alpha,
  });
  const net = await trainedBy([stage], student, seed);
  student.dispose();
  return finishCell(job, recipe, { net, epochs: log, error: errorRate(net, testing) });
}

function shapeOf(name: StudentCell['shape']): Shape {
  if (name === 'full') return fullShape;
  if (name === 'multiplied') return multipliedShape;
  const found: FoundFile = JSON.parse(readFileSync(foundFile, 'utf8'));
  return found[name];
}

/** Gives a student filters of the large one, which has been trained. */
async function fillFromLarge(student: tf.LayersModel, { folder }: CellJob): Promise<void> {
  const file = new URL('../students-full/model.tpress', folderUrl(folder));
  const bytes = await readFile(file).catch((cause) => {
    throw new Error('bench: the large student is not there; `--cell students/full` trains it', { cause });
  });
  const full = await toLayersModel(await read(bytes), registry);
  pruneFilters(full, student);
  full.dispose();
}
