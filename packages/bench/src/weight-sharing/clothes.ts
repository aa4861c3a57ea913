import { matching, type Stage, sizeOf, use } from '@tensorpress/core';
import { hashnet } from '@tensorpress/hashnet';
import { multiHash } from '@tensorpress/multi-hash';
import { compressLayers } from '@tensorpress/tfjs';
import type { Trained } from '../cells/cell.ts';
import { residualNetwork } from '../fashion-mnist/residual-network.ts';
import { trainFashion } from '../fashion-mnist/train-fashion.ts';
import { parametersOf, widthMultiplierFor } from '../fashion-mnist/widths.ts';
import type { Cell } from './cells.ts';
import type { SharingRecipe } from './recipes.ts';

/** Batch normalisation is left alone, and so are the ten biases, which are no smaller in any form. */
const kernels = matching('*/kernel');

/** The parameters that a residual network may have that has so many times fewer than the whole one, which is counted with batch normalisation. */
export const residualBudget = (factor: number): number => Math.floor(parametersOf({}) / factor);

/** Trains a residual network on Fashion-MNIST, whole or in some form. */
export async function trainOnClothes(
  cell: Cell,
  recipe: SharingRecipe,
  validate: boolean,
  folder: URL,
): Promise<Trained> {
  const { factor, method } = cell;
  const { seed, epochs, batchSize, learningRate } = recipe;
  const widthMultiplier = method === 'dense' ? widthMultiplierFor(residualBudget(factor)) : 1;
  const fresh = residualNetwork({ widthMultiplier, seed });
  const stages = stagesFor(cell);
  const net = stages.length > 0 ? await compressLayers(fresh, stages, { seed }) : fresh;
  return { net, ...(await trainFashion(net, { epochs, batchSize, learningRate, seed, validate }, folder)) };
}

/** The stages for a cell: what its parameters leave to the kernels when everything else has what it takes. */
function stagesFor({ method, factor }: Cell): Stage[] {
  if (method === 'dense') return [];
  const whole = residualNetwork();
  const sizes = whole.trainableWeights.flatMap(({ originalName, shape }) =>
    kernels(originalName, { dtype: 'f32', shape: shape.map(Number) }) ? [sizeOf(shape.map(Number))] : [],
  );
  whole.dispose();
  const shared = sizes.reduce((a, b) => a + b);
  const left = residualBudget(factor) - (parametersOf({}) - shared);
  if (method === 'hashnet') return [use(hashnet, { ratio: left / shared }, { where: kernels })];
  // Each kernel has a scale beside the pool.
  const rank = Math.floor((left - sizes.length) / (2 * Math.ceil(Math.sqrt(shared))));
  return [use(multiHash, { rank }, { where: kernels })];
}
