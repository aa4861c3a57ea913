import { registry } from '@tensorpress/all';
import { compress, type Model, matching, use } from '@tensorpress/core';
import { lenet300Network, softTargets, teaching } from '@tensorpress/example-mnist';
import { huffman } from '@tensorpress/huffman';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { quantize } from '@tensorpress/quantize';
import { svd } from '@tensorpress/svd';
import { type FinetuneOptions, finetune } from '@tensorpress/tfjs';
import type { Job } from '../lenet/retrain.ts';
import { type Retrained, retrained } from '../lenet/retrained.ts';

/** Ranks by layer, and what follows. */
export interface FactoredRecipe {
  readonly ranks: Readonly<Record<string, number>>;
  readonly epochs: number;
  readonly learningRate: number;
  /** What comes after the factors: codebooks of so many bits, trained so long, and Huffman codes; nothing if left out. */
  readonly shared?: {
    readonly bits: number;
    readonly lambda: number;
    readonly epochs: number;
    readonly learningRate: number;
  };
}

const factors = { ranks: { fc1: 40, fc2: 20 }, epochs: 30, learningRate: 3e-3 } as const;

/** Chosen on digits that were held out, by the name of the file that comes out. */
export const factoredRecipes: Readonly<Record<string, FactoredRecipe>> = {
  'lenet-300-100-factors': factors,
  'lenet-300-100-svd': { ...factors, shared: { bits: 4, lambda: 0.01, epochs: 8, learningRate: 1e-3 } },
};

/** Factors a network, trains the factors, lets them share values, and codes those. */
export function run({ name, validate }: Job): Promise<Retrained> {
  const recipe = factoredRecipes[name];
  if (!recipe) throw new Error(`low-rank: there is no recipe for ${name}, but for ${Object.keys(factoredRecipes)}`);
  const { ranks, epochs, learningRate, shared } = recipe;
  const factored = Object.entries(ranks).map(([layer, rank]) =>
    use(svd, { rank }, { where: matching(`${layer}/kernel`) }),
  );
  const stages = factored.length + 1 + (shared ? 4 : 0);
  return retrained(
    lenet300Network,
    {
      stages,
      compress(model: Model, digits, context) {
        const train = (settings: Partial<FinetuneOptions>) =>
          use(finetune, { data: digits, codecs: registry, loss: softTargets(teaching), batchSize: 128, ...settings });
        return compress(
          model,
          [
            ...factored,
            train({ epochs, learningRate }),
            ...(shared
              ? [
                  use(
                    kmeansShare,
                    { bits: shared.bits, initialisation: 'optimal', lambda: shared.lambda },
                    { where: matching('*/kernel') },
                  ),
                  use(quantize, { bits: 6, per: 'tensor' }, { where: matching('*/bias') }),
                  train({ epochs: shared.epochs, learningRate: shared.learningRate, schedule: 'linear' }),
                  use(huffman),
                ]
              : []),
          ],
          context,
        );
      },
    },
    validate,
  );
}
