import type { JsonObject } from '@tensorpress/core';
import type { Recipe } from '../cells/cell.ts';

/** What pictures there are to learn: digits, or digits on random noise. */
export type Pictures = 'mnist' | 'noise';

/** A network whose layer of 784 × 784 has some structure. */
export interface StructuredCell {
  readonly name: string;
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

/** The cells of both tables. */
export const cells: readonly StructuredCell[] = (['mnist', 'noise'] as const).flatMap((pictures) =>
  Object.keys(structures).map((method) => ({ name: `${pictures}/${method}`, pictures, method })),
);

/** @throws Error if there is no such cell. */
export function cellNamed(name: string): StructuredCell {
  const cell = cells.find((cell) => cell.name === name);
  if (!cell) throw new Error(`bench: there is no cell ${name}`);
  return cell;
}

/** How networks are trained, all alike. */
export const recipe: Recipe = { epochs: 30, batchSize: 50, learningRate: 2e-3, seed: 1 };

/** Pictures to train on, as many as the sets have on which the paper was measured. */
export const TRAINED = 12_000;
