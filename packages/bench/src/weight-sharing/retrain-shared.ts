import { matching, or, type Stage, use } from '@tensorpress/core';
import { deepthin } from '@tensorpress/deepthin';
import { hashnet } from '@tensorpress/hashnet';
import { multiHash } from '@tensorpress/multi-hash';
import type { Job } from '../lenet/retrain.ts';
import { type FormRecipe, retrainForm } from '../lenet/retrain-form.ts';
import type { Retrained } from '../lenet/retrained.ts';

/** The large layers; the last one, of 1000 weights, stays as it is. */
const where = or(matching('fc1/kernel'), matching('fc2/kernel'));

const methods: Readonly<Record<string, (ratio: number) => Stage>> = {
  hashnet: (ratio) => use(hashnet, { ratio }, { where }),
  deepthin: (ratio) => use(deepthin, { ratio }, { where }),
  'multi-hash': (ratio) => use(multiHash, { rank: ratio }, { where }),
};

const recipe: FormRecipe = {
  epochs: 20,
  learningRate: 3e-3,
  shared: { bits: 5, lambda: 0.003, epochs: 6, learningRate: 1e-3 },
};

/** How many times fewer parameters the large layers of LeNet-300-100 have in each file, and by what stage, by its name. */
export const sharedForms: Readonly<
  Record<string, { readonly method: string; readonly factor: number; readonly stage: Stage }>
> = Object.fromEntries(
  Object.entries(methods).flatMap(([method, stageFor]) =>
    [8, 32].map((factor) => [`lenet-300-100-${method}-${factor}`, { method, factor, stage: stageFor(1 / factor) }]),
  ),
);

/** The file of a form before its parameters share values. */
export const trainedName = (name: string): string => `${name}-trained`;

/** Encodes the trained network, trains what it has become, lets that share values, and codes those. */
export async function run({ name, validate }: Job): Promise<Retrained[]> {
  const form = sharedForms[name];
  if (!form) throw new Error(`weight-sharing: there is no recipe for ${name}, but for ${Object.keys(sharedForms)}`);
  return retrainForm([form.stage], recipe, { trained: trainedName(name), shared: name }, validate);
}
