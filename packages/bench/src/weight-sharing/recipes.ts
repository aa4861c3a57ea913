import type { Recipe } from '../cells/cell.ts';
import type { Cell, Table } from './cells.ts';

/** Shares of what a layer is given that are dropped at each step. */
export interface Dropout {
  readonly inputs: number;
  readonly hidden: number;
}

/** How a network is trained, by Adam. */
export interface SharingRecipe extends Recipe {
  readonly dropout: Dropout;
}

const epochs: Readonly<Record<Table, number>> = { '3L': 24, '5L': 12, inflate: 20, fashion: 8 };

/**
 * Cells without dropout. Of the dense networks and those with a fixed factor held-out digits said so, after 10 epochs; the others are no
 * larger.
 */
const undropped: ReadonlySet<string> = new Set([
  '3L/64/dense',
  '3L/256/dense',
  '3L/8/fixed-factor',
  '3L/64/fixed-factor',
  '5L/8/fixed-factor',
  '5L/64/fixed-factor',
  '3L/64/factors',
  '3L/256/factors',
  '3L/64/random-edges',
]);

/**
 * The recipe of a cell: the same for all methods at a size, but for dropout, which each has or has not, and for the rate of multi-hash,
 * whose factors are several times larger than weights are, so that steps of the same size hardly change them.
 */
export function recipeOf({ name, table, factor, method }: Cell): SharingRecipe {
  const none = { inputs: 0, hidden: 0 };
  if (table === 'fashion') {
    return {
      epochs: epochs[table],
      batchSize: 128,
      learningRate: method === 'multi-hash' ? 1e-2 : 3e-3,
      dropout: none,
      seed: 1,
    };
  }
  const small = factor >= 64 || table === 'inflate';
  return {
    epochs: epochs[table],
    batchSize: 100,
    learningRate: method === 'multi-hash' ? 1e-2 : table === '5L' ? 1.5e-3 : small ? 3e-3 : 2e-3,
    dropout: undropped.has(name) ? none : { inputs: 0.1, hidden: small ? 0.2 : 0.3 },
    seed: 1,
  };
}
