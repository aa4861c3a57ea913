import type { JsonObject } from '@tensorpress/core';
import type { Recipe } from '../cells/cell.ts';

/** What pictures there are to learn: digits, or digits on random noise. */
export type Pictures = 'mnist' | 'noise';

/** A network whose layer of 784 × 784 has some structure, or LeNet-5 with dense layers that have some. */
export interface StructuredCell {
  readonly name: string;
  readonly network: 'hidden' | 'lenet';
  readonly pictures: Pictures;
  readonly method: string;
}

/** The kernel of the layer, by method; `dense` has none. */
export const structures: Readonly<Record<string, (JsonObject & { readonly use: string }) | undefined>> = {
  dense: undefined,
  'ldr-td-1': { use: 'toeplitz', rank: 1, operators: 'tridiagonal' },
  'ldr-sd-1': { use: 'toeplitz', rank: 1, operators: 'subdiagonal' },
  ...Object.fromEntries([1, 2, 3, 4].map((rank) => [`toeplitz-like-${rank}`, { use: 'toeplitz', rank }])),
  circulant: { use: 'circulant' },
  ...Object.fromEntries([1, 2, 3, 4].map((rank) => [`low-rank-${rank}`, { use: 'deepthin', rank, width: 'rows' }])),
};

/** The dense layers of LeNet-5, 800 × 500 and 500 × 10, by method. */
export const lenetStructures: typeof structures = {
  dense: undefined,
  'blocks-8': { use: 'circulant', block: 8 },
  'blocks-10': { use: 'circulant', block: 10 },
  circulant: { use: 'circulant' },
};

/** The cells of all tables. */
export const cells: readonly StructuredCell[] = [
  ...(['mnist', 'noise'] as const).flatMap((pictures) =>
    Object.keys(structures).map(
      (method): StructuredCell => ({ name: `${pictures}/${method}`, network: 'hidden', pictures, method }),
    ),
  ),
  ...Object.keys(lenetStructures).map(
    (method): StructuredCell => ({ name: `lenet/${method}`, network: 'lenet', pictures: 'mnist', method }),
  ),
];

/** @throws Error if there is no such cell. */
export function cellNamed(name: string): StructuredCell {
  const cell = cells.find((cell) => cell.name === name);
  if (!cell) throw new Error(`bench: there is no cell ${name}`);
  return cell;
}

/** Cells whose training went astray in its first steps at the rate of the others, with the rate that they have instead. */
export const slower: Readonly<Record<string, number>> = { 'noise/toeplitz-like-3': 1e-3 };

/** How networks are trained, all of a table alike. */
export const recipes: Readonly<Record<StructuredCell['network'], Recipe>> = {
  hidden: { epochs: 10, batchSize: 50, learningRate: 2e-3, seed: 1 },
  lenet: { epochs: 6, batchSize: 64, learningRate: 1e-3, seed: 1 },
};

/** Pictures to train the single layer on, as many as the sets have on which the paper was measured. */
export const TRAINED = 12_000;
