import type * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { compress, matching, use } from '@tensorpress/core';
import { type Digits, errorRate, holdOut, readDigits } from '@tensorpress/example-mnist';
import { prune } from '@tensorpress/prune';
import { compressLayers, fromLayersModel, toLayersModel } from '@tensorpress/tfjs';
import type { Trained } from '../cells/cell.ts';
import type { Epoch } from '../resumable/train-resumably.ts';
import { trainWithDropout } from '../resumable/train-with-dropout.ts';
import { denseWidths, layersOf, widthsOf } from './budgets.ts';
import type { DigitCell } from './cells.ts';
import { network } from './networks.ts';
import type { SharingRecipe } from './recipes.ts';
import { stagesOf } from './stages.ts';

/** Trains a cell on MNIST. */
export async function trainOnDigits(
  cell: DigitCell,
  recipe: SharingRecipe,
  validate: boolean,
  folder: URL,
): Promise<Trained> {
  const all = readDigits('train');
  const { training, validation } = validate ? holdOut(all) : { training: all };
  const form = cell.method === 'prune' ? pruned : whole;
  const { net, epochs } = await form(cell, training, recipe, folder);
  return { net, epochs, error: errorRate(net, validation ?? readDigits('test')) };
}

type Learnt = Pick<Trained, 'net' | 'epochs'>;

/** A network in its form from the start. */
async function whole(cell: DigitCell, digits: Digits, recipe: SharingRecipe, folder: URL): Promise<Learnt> {
  const fresh = network(cell.method === 'dense' ? denseWidths(cell) : widthsOf(cell), recipe.dropout, recipe.seed);
  const stages = stagesOf(cell);
  const net = stages.length > 0 ? await compressLayers(fresh, stages, { seed: recipe.seed }) : fresh;
  return { net, epochs: await train(net, digits, recipe, folder) };
}

/** A dense network for half of the epochs, then what is left of it: the largest weights of each layer. */
async function pruned(cell: DigitCell, digits: Digits, recipe: SharingRecipe, folder: URL): Promise<Learnt> {
  const dense = network(widthsOf(cell), recipe.dropout, recipe.seed);
  const before = await train(dense, digits, recipe, new URL('dense/', folder), [0, 0.5]);
  const stages = layersOf(cell).map(({ inputs, units, budget }, i) =>
    use(prune, { sparsity: 1 - (budget - units) / (inputs * units) }, { where: matching(`dense${i + 1}/kernel`) }),
  );
  const model = await compress(await fromLayersModel(dense), stages);
  dense.dispose();
  const net = await toLayersModel(model, registry, { execution: 'compressed' });
  return { net, epochs: [...before, ...(await train(net, digits, recipe, folder, [0.5, 1]))] };
}

/** Trains for a part of the epochs of a recipe, with the rates that it has there. */
async function train(
  net: tf.LayersModel,
  digits: Digits,
  { epochs, batchSize, learningRate, seed }: SharingRecipe,
  folder: URL,
  [from, to]: readonly [number, number] = [0, 1],
): Promise<readonly Epoch[]> {
  const first = Math.round(from * epochs);
  const own = Math.round(to * epochs) - first;
  const rate = (share: number) => learningRate * (1 - (first + share * own) / epochs);
  return trainWithDropout(net, digits, { epochs: own, first, batchSize, seed, learningRate: rate }, folder);
}
