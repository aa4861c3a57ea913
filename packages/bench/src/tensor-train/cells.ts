import type { Recipe } from '../cells/cell.ts';

/** A way to write 1024 × 1024 as the modes of a train. */
export const shapes: Readonly<Record<string, readonly number[]>> = {
  '32x32': [32, 32],
  '4x8x8x4': [4, 8, 8, 4],
  '4^5': [4, 4, 4, 4, 4],
  '2x2x8x8x2x2': [2, 2, 8, 8, 2, 2],
  '2^10': [2, 2, 2, 2, 2, 2, 2, 2, 2, 2],
};

/** A network of pictures of 1024 pixels, 1024 units and 10 classes, whose layers are trains, have two factors or are hashed. */
export interface DigitsCell {
  readonly table: 'mnist' | 'shapes';
  readonly name: string;
  /** The parameters that the network may have. */
  readonly budget?: number;
  /** Of the first layer. */
  readonly shape: string | 'matrix' | 'hashed';
  /** Of a train or of factors. */
  readonly rank?: number;
  /** Of the last layer, if that is a train too. */
  readonly lastRank?: number;
}

/** A residual network that has been trained and is trained on in another form. */
export interface ClothesCell {
  readonly table: 'clothes';
  readonly name: string;
  readonly method: 'dense' | 'tensor-train' | 'tucker' | 'cp';
  /** How many times fewer parameters its kernels have. */
  readonly factor: number;
}

export type TrainCell = DigitsCell | ClothesCell;

const studied = (shape: string, ranks: readonly number[]): DigitsCell[] =>
  ranks.map((rank) => ({ table: 'shapes', name: `shapes/${shape}/${rank}`, shape, rank }));

/** The cells of all tables. */
export const cells: readonly TrainCell[] = [
  { table: 'mnist', name: 'mnist/8', budget: 12_602, shape: '4x8x8x4', rank: 8, lastRank: 8 },
  { table: 'mnist', name: 'mnist/6', budget: 7_698, shape: '4x8x8x4', rank: 6, lastRank: 6 },
  { table: 'mnist', name: 'mnist/hashnet', budget: 12_720, shape: 'hashed' },
  ...studied('32x32', [1, 2, 4]),
  ...studied('4x8x8x4', [2, 4, 8]),
  ...studied('4^5', [2, 4, 8]),
  ...studied('2x2x8x8x2x2', [2, 4, 8]),
  ...studied('2^10', [2, 4, 8]),
  ...studied('matrix', [1, 4, 16]),
  { table: 'clothes', name: 'clothes/1/dense', method: 'dense', factor: 1 },
  ...[2, 4, 8].flatMap((factor) =>
    (['tensor-train', 'tucker', 'cp'] as const).map(
      (method): ClothesCell => ({ table: 'clothes', name: `clothes/${factor}/${method}`, method, factor }),
    ),
  ),
];

/** @throws Error if there is no such cell. */
export function cellNamed(name: string): TrainCell {
  const cell = cells.find((cell) => cell.name === name);
  if (!cell) throw new Error(`bench: there is no cell ${name}`);
  return cell;
}

/** How networks of digits are trained. */
export interface DigitsRecipe extends Recipe {
  /** The share of the units that is dropped at each step. */
  readonly dropout: number;
}

/** How the networks of each table are trained, with the rate that was the best one for digits held out, and the one that others begin from. */
export const recipes: Readonly<
  Record<DigitsCell['table'] | 'hashed', DigitsRecipe> & Record<'clothes' | 'clothes/1/dense', Recipe>
> = {
  mnist: { epochs: 40, batchSize: 100, learningRate: 1e-2, dropout: 0.2, seed: 1 },
  hashed: { epochs: 40, batchSize: 100, learningRate: 3e-3, dropout: 0.2, seed: 1 },
  shapes: { epochs: 6, batchSize: 100, learningRate: 1e-2, dropout: 0, seed: 1 },
  'clothes/1/dense': { epochs: 8, batchSize: 128, learningRate: 3e-3, seed: 1 },
  clothes: { epochs: 2, batchSize: 128, learningRate: 1e-3, seed: 1 },
};
