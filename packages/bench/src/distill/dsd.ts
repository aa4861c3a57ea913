import { use } from '@tensorpress/core';
import { errorRate, lenet300Network } from '@tensorpress/example-mnist';
import { type DsdPhase, dsd } from '@tensorpress/prune';
import { finetune } from '@tensorpress/tfjs';
import type { CellJob, CellResult } from '../cells/cell.ts';
import { finishCell } from '../cells/finish-cell.ts';
import type { DistillRecipe, DsdCell } from './cells.ts';
import { splitOf } from './splits.ts';
import { epochLog, examplesFor, trainedBy } from './training.ts';

/** The share of the epochs of each phase. */
const SHARES: Readonly<Record<DsdPhase['name'], number>> = { dense: 0.5, sparse: 0.25, again: 0.25 };

/** What is removed of each layer for a while. */
const SPARSITY = 0.5;

/** Trains LeNet-300-100 dense, sparse and dense again, or with the same epochs and rates and nothing ever removed. */
export async function runDsd(cell: DsdCell, recipe: DistillRecipe, job: CellJob<DistillRecipe>): Promise<CellResult> {
  const { seed } = recipe;
  const { training, testing } = splitOf('mnist', job.validate);
  const fresh = lenet300Network.build(seed);
  const data = examplesFor(training);
  const { log, options } = epochLog(recipe);
  const train = ({ name, rate }: DsdPhase) =>
    use(finetune, {
      ...options,
      data,
      epochs: Math.round(recipe.epochs * SHARES[name]),
      learningRate: recipe.learningRate * rate,
      schedule: 'constant',
    });
  const stages = dsd({ sparsity: SPARSITY, train });
  // What trains is what stays where nothing is removed.
  const chosen = cell.by === 'dsd' ? stages : stages.filter(({ id }) => id === finetune.id);
  const net = await trainedBy(chosen, fresh, seed);
  fresh.dispose();
  return finishCell(job, recipe, { net, epochs: log, error: errorRate(net, testing) });
}
