import { matching, use } from '@tensorpress/core';
import { svd } from '@tensorpress/svd';
import type { Job } from '../lenet/retrain.ts';
import { type FormRecipe, retrainForm } from '../lenet/retrain-form.ts';
import type { Retrained } from '../lenet/retrained.ts';

/** Ranks by layer, and what follows. */
export interface FactoredRecipe extends FormRecipe {
  readonly ranks: Readonly<Record<string, number>>;
}

const factors = { ranks: { fc1: 40, fc2: 20 }, epochs: 30, learningRate: 3e-3 } as const;

/** Chosen on digits that were held out, by the name of the file that comes out. */
export const factoredRecipes: Readonly<Record<string, FactoredRecipe>> = {
  'lenet-300-100-factors': factors,
  'lenet-300-100-svd': { ...factors, shared: { bits: 4, lambda: 0.01, epochs: 8, learningRate: 1e-3 } },
};

/** Factors a network, trains the factors, lets them share values, and codes those. */
export async function run({ name, validate }: Job): Promise<Retrained[]> {
  const recipe = factoredRecipes[name];
  if (!recipe) throw new Error(`low-rank: there is no recipe for ${name}, but for ${Object.keys(factoredRecipes)}`);
  const form = Object.entries(recipe.ranks).map(([layer, rank]) =>
    use(svd, { rank }, { where: matching(`${layer}/kernel`) }),
  );
  return retrainForm(form, recipe, recipe.shared ? { shared: name } : { trained: name }, validate);
}
