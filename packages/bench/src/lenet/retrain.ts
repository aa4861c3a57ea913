import { deepCompression, networks, stageCount } from '@tensorpress/example-mnist';
import { type Retrained, retrained } from './retrained.ts';

/** A recipe, and whether it is tried on digits that were held out, or followed with all of them. */
export interface Job {
  readonly name: string;
  readonly validate: boolean;
}

/** Follows a recipe of Deep Compression. */
export function run({ name, validate }: Job): Promise<Retrained[]> {
  const network = networks.find(({ recipes }) => Object.hasOwn(recipes, name));
  const recipe = network?.recipes[name];
  if (!network || !recipe) {
    const known = networks.flatMap(({ recipes }) => Object.keys(recipes));
    throw new Error(`lenet: there is no recipe for ${name}, but for ${known.join(', ')}`);
  }
  const stages = stageCount(recipe);
  return retrained(
    network,
    {
      stages,
      compress: async (model, digits, context) => ({ [name]: await deepCompression(model, digits, recipe, context) }),
    },
    validate,
  );
}
