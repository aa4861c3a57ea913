import type { Recipe } from '../cells/cell.ts';

/** A trained network that a pipeline makes much smaller, and that is trained on then. */
export interface RecoveryCell {
  readonly name: string;
  readonly network: 'lenet' | 'clothes';
  readonly pipeline: 'prune' | 'svd' | 'tensor-train';
  readonly by: 'finetune' | 'distill';
}

/** How a network is trained on, by Adam with a rate that falls along half a cosine. */
export interface RecoveryRecipe extends Recipe {
  /** Of `distill`. */
  readonly temperature: number;
  /** Of `distill`: the weight of labels. */
  readonly alpha: number;
}

/** The cells of all tables: pipelines of two networks, each trained on in two ways. */
export const cells: readonly RecoveryCell[] = (['lenet', 'clothes'] as const).flatMap((network) =>
  (['prune', 'svd', 'tensor-train'] as const).flatMap((pipeline) =>
    (['finetune', 'distill'] as const).map(
      (by): RecoveryCell => ({ name: `${network}/${pipeline}/${by}`, network, pipeline, by }),
    ),
  ),
);

/** @throws Error if there is no such cell. */
export function cellNamed(name: string): RecoveryCell {
  const cell = cells.find((cell) => cell.name === name);
  if (!cell) throw new Error(`bench: there is no cell ${name}`);
  return cell;
}

/** The same steps for both ways. */
export const recipes: Readonly<Record<RecoveryCell['network'], RecoveryRecipe>> = {
  lenet: { epochs: 6, batchSize: 128, learningRate: 5e-3, temperature: 4, alpha: 0.1, seed: 1 },
  clothes: { epochs: 1, batchSize: 128, learningRate: 2e-3, temperature: 4, alpha: 0.1, seed: 1 },
};
