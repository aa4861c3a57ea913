import { readFile } from 'node:fs/promises';
import { use } from '@tensorpress/core';
import { distill } from '@tensorpress/distill';
import { errorRate } from '@tensorpress/example-mnist';
import { compressLayers } from '@tensorpress/tfjs';
import type { CellJob, CellResult } from '../cells/cell.ts';
import { finishCell } from '../cells/finish-cell.ts';
import { widthsOf } from '../weight-sharing/budgets.ts';
import { isDigitCell, cellNamed as sharingCell } from '../weight-sharing/cells.ts';
import { network } from '../weight-sharing/networks.ts';
import { stagesOf } from '../weight-sharing/stages.ts';
import type { DistillRecipe, HashedCell } from './cells.ts';
import { teacherOf } from './hinton.ts';
import { splitOf } from './splits.ts';
import { epochLog, examplesFor, trainedBy } from './training.ts';

const keptOf = (cell: string): URL =>
  new URL(`../../artifacts/weight-sharing/${cell.replaceAll('/', '-')}/result.json`, import.meta.url);

/** A network that was taught, and the error of the same one that had labels to learn from. */
export type Taught = CellResult & { readonly alone: number };

/**
 * Trains a network whose weights share few values from the start, by the answers of the large network and by labels.
 * @see Chen et al., "Compressing neural networks with the hashing trick", ICML 2015: HashNet with dark knowledge
 */
export async function runHashed(
  { like }: HashedCell,
  recipe: DistillRecipe,
  job: CellJob<DistillRecipe>,
): Promise<Taught> {
  const cell = sharingCell(like);
  if (!isDigitCell(cell)) throw new Error(`bench: ${like} must learn digits`);
  const { temperature, alpha, seed } = recipe;
  const { training, testing } = splitOf('mnist', job.validate);
  const fresh = await compressLayers(network(widthsOf(cell), { inputs: 0, hidden: 0 }, seed), stagesOf(cell), { seed });
  const { log, options } = epochLog(recipe);
  const stage = use(distill, {
    ...options,
    data: examplesFor(training),
    teacher: await teacherOf(job),
    temperature,
    alpha,
  });
  const net = await trainedBy([stage], fresh, seed);
  fresh.dispose();
  const alone: CellResult = JSON.parse(await readFile(keptOf(like), 'utf8'));
  return finishCell(job, { ...recipe, alone: alone.error }, { net, epochs: log, error: errorRate(net, testing) });
}
