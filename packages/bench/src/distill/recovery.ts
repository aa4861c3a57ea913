import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { registry } from '@tensorpress/all';
import { compress, decodeModel, type Model, matching, or, read, type Stage, use } from '@tensorpress/core';
import { distill } from '@tensorpress/distill';
import { errorRate, lenet300Network, pixels } from '@tensorpress/example-mnist';
import { prune } from '@tensorpress/prune';
import { svd } from '@tensorpress/svd';
import { tensorTrain } from '@tensorpress/tensor-train';
import { finetune, readModel, toLayersModel } from '@tensorpress/tfjs';
import type { CellJob, CellResult } from '../cells/cell.ts';
import { finishCell } from '../cells/finish-cell.ts';
import { errorOf } from '../cells/test-error.ts';
import { type DistillRecipe, type RecoveryCell, setOf } from './cells.ts';
import { first, splitOf } from './splits.ts';
import { clothesFile } from './students.ts';
import { epochLog, examplesFor } from './training.ts';

/** A network that was trained on, and its error before. */
export type Recovered = CellResult & { readonly before: number };

/** A trained network, what it takes, and what makes it much smaller. */
interface Task {
  teacher(): Promise<Model>;
  readonly shape: readonly number[];
  readonly pipelines: Readonly<Record<RecoveryCell['pipeline'], readonly Stage[]>>;
}

/** The first layers of LeNet-300-100; the last one has few weights. */
const dense = { where: or(matching('fc1/kernel'), matching('fc2/kernel')) };
const convolutions = { where: or(matching('*-conv1/kernel'), matching('*-conv2/kernel')) };

/** The networks by their names. */
const tasks: Readonly<Record<RecoveryCell['network'], Task>> = {
  lenet: {
    teacher: () => readModel(fileURLToPath(new URL('model.json', lenet300Network.reference))),
    shape: [pixels],
    pipelines: {
      prune: [use(prune, { sparsity: 0.95 }, dense)],
      svd: [use(svd, { rank: 8 }, dense)],
      'tensor-train': [use(tensorTrain, { rank: 0.03 }, dense)],
    },
  },
  clothes: {
    teacher: async () => decodeModel(await read(await readFile(clothesFile)), registry),
    shape: [28, 28, 1],
    pipelines: {
      prune: [use(prune, { sparsity: 0.9 }, convolutions)],
      svd: [use(svd, { rank: 0.1 }, convolutions)],
      'tensor-train': [use(tensorTrain, { rank: 0.1 }, convolutions)],
    },
  },
};

/** Makes a trained network smaller, and trains it on by its labels or by the answers of what it was. */
export async function runRecovery(
  cell: RecoveryCell,
  recipe: DistillRecipe,
  job: CellJob<DistillRecipe>,
): Promise<Recovered> {
  const { network, pictures, pipeline, by } = cell;
  const { temperature, alpha, seed } = recipe;
  const { teacher: readTeacher, shape, pipelines } = tasks[network];
  const { training, testing } = splitOf(setOf(cell), job.validate);
  const teacher = await readTeacher();
  const small = await compress(teacher, pipelines[pipeline], { seed });
  const before = await errorOf(small, testing, registry);
  const { log, options } = epochLog(recipe);
  const given = { ...options, data: examplesFor(first(training, pictures), shape) };
  const stage = by === 'finetune' ? use(finetune, given) : use(distill, { ...given, temperature, alpha });
  const trained = await compress(small, [stage], { seed, original: teacher });
  const net = await toLayersModel(trained, registry, { execution: 'compressed' });
  return finishCell(job, { ...recipe, before }, { net, epochs: log, error: errorRate(net, testing) });
}
