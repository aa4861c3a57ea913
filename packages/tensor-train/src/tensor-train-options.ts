import { OptionError, type OptionSpecs } from '@tensorpress/core';
import { coresOf, holds, pairsOf, parametersOf, possibleRanks, type Sides, withWindow } from './layout.ts';
import { dimensionsFor, type Modes, modesFor } from './modes.ts';
import type { Truncation } from './train.ts';

/**
 * All ranks between cores; each of them; a fraction, below 1, of the dense parameters; or the share, below 1, of the Frobenius norm that
 * may be lost.
 */
export type TensorTrainRank = number | readonly number[] | { readonly tolerance: number };

/** Options of `tensorTrain`. */
export interface TensorTrainOptions {
  /** How large the cores are. */
  readonly rank: TensorTrainRank;
  /** The modes of the rows and of the columns; of the two channels, for a kernel of a convolution. */
  readonly modes?: Modes;
  /** How many modes there are, if they are not given. */
  readonly dimensions?: number;
  /** How many times each core is fitted anew, where ranks are given. */
  readonly sweeps: number;
}

/** More are of no use: 2^24 is more rows than there are. */
const MOST_DIMENSIONS = 24;

/** What JSON pipelines, the command line and the docs know of the options of `tensorTrain`. */
export const optionSpecs: OptionSpecs<TensorTrainOptions> = {
  rank: {
    type: 'json',
    about:
      'A rank, one for each pair of neighbouring cores, a fraction of the dense parameters, or what may be lost: 8, [4, 8, 4], 0.05 or { "tolerance": 0.1 }.',
    required: true,
  },
  modes: {
    type: 'json',
    about: 'Sizes whose products are the rows and the columns: { "inputs": [4, 8, 8, 4], "outputs": [5, 5, 5, 5] }.',
  },
  dimensions: {
    type: 'integer',
    about: 'How many modes rows and columns are split into.',
    min: 1,
    max: MOST_DIMENSIONS,
  },
  sweeps: {
    type: 'integer',
    about: 'How many times each core is fitted anew, with all others as they are, where ranks are given.',
    default: 2,
    min: 0,
  },
};

/**
 * The modes of the train of a tensor, or a few words on why it has none.
 * @throws OptionError if the options are nothing that they may be.
 */
export function modesWith(
  { modes, dimensions }: Pick<TensorTrainOptions, 'modes' | 'dimensions'>,
  sides: Sides,
): Modes | string {
  const { window, m, n } = sides;
  if (modes === undefined) return withWindow(modesFor(m, n, dimensions ?? dimensionsFor(m, n)), window);
  if (dimensions !== undefined) throw new OptionError('tensor-train: modes and dimensions must not be given both');
  if (!isModes(modes))
    throw new OptionError(
      `tensor-train: modes must be { inputs, outputs }, two lists of as many positive integers, not ${JSON.stringify(modes)}`,
    );
  const [rows, columns] = [product(modes.inputs), product(modes.outputs)];
  if (!holds(rows, columns, sides)) return `is ${m} × ${n}, and the modes are those of ${rows} × ${columns}`;
  return withWindow(modes, window);
}

/**
 * What is asked of a train with such modes, for a tensor of so many numbers.
 * @throws OptionError if the rank is nothing that the option may be.
 */
export function truncationFor(rank: TensorTrainRank, modes: Modes, size: number): Truncation | string {
  const pairs = pairsOf(modes);
  const equal = (value: number) => possibleRanks(pairs, new Array<number>(pairs.length - 1).fill(value));
  if (isRanks(rank)) {
    if (rank.length === pairs.length - 1 && rank.every(isPositive)) return { ranks: possibleRanks(pairs, rank) };
    if (rank.length > 0 && rank.every(isPositive))
      return `has ${pairs.length} cores with ${pairs.length - 1} ranks between them, not ${rank.length}`;
  } else if (typeof rank === 'number') {
    if (isPositive(rank)) return { ranks: equal(rank) };
    if (rank > 0 && rank < 1) return { ranks: equal(largestRank((ranks) => fits(modes, ranks, rank * size), equal)) };
  } else if (typeof rank === 'object' && rank !== null && Object.keys(rank).join() === 'tolerance') {
    const { tolerance } = rank;
    if (typeof tolerance === 'number' && tolerance > 0 && tolerance < 1) return { tolerance };
    throw new OptionError(`tensor-train: tolerance must be above 0 and below 1, not ${shown(tolerance)}`);
  }
  throw new OptionError(
    `tensor-train: rank must be a positive integer, a list of such, a fraction below 1 or { tolerance }, not ${shown(rank)}`,
  );
}

const fits = (modes: Modes, ranks: readonly number[], most: number): boolean =>
  parametersOf(coresOf({ ...modes, ranks })) <= most;

/** The largest rank whose ranks fit, or else 1; beyond some rank all are the same. */
function largestRank(fits: (ranks: readonly number[]) => boolean, ranksOf: (rank: number) => number[]): number {
  let [low, high] = [1, 2];
  while (fits(ranksOf(high)) && `${ranksOf(high)}` !== `${ranksOf(low)}`) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(ranksOf(middle))) low = middle;
    else high = middle;
  }
  return low;
}

const isPositive = (value: number): boolean => Number.isSafeInteger(value) && value > 0;

const isRanks = (rank: TensorTrainRank): rank is readonly number[] => Array.isArray(rank);

function isModes(modes: Modes): boolean {
  const sides = [modes?.inputs, modes?.outputs];
  const isSide = (side: unknown) =>
    Array.isArray(side) && side.length > 0 && side.length <= MOST_DIMENSIONS && side.every(isPositive);
  return sides.every(isSide) && modes.inputs.length === modes.outputs.length;
}

const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);

const shown = (value: unknown): string => (typeof value === 'number' ? String(value) : JSON.stringify(value));
