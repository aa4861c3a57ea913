import { CodecError, type Json, type JsonObject, sizeOf } from '@tensorpress/core';
import type { Modes } from './modes.ts';

/** The modes of the rows and of the columns of the matrix, padded, and the rank between each core and the next. */
export type TensorTrainHeader = {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly ranks: readonly number[];
};

/** The shape [left, m, n, right] of a core: two ranks, and the modes of the rows and of the columns that it is for. */
export interface CoreShape {
  readonly left: number;
  readonly m: number;
  readonly n: number;
  readonly right: number;
}

/** A tensor as one or more matrices [m, n], which padded are [rows, columns]. */
export interface Sides {
  /** The number of the matrices: the places of the window of a convolution. */
  readonly window: number;
  readonly m: number;
  readonly n: number;
}

/** How a tensor lies in a train: as matrices that are padded to [rows, columns]. */
export interface Layout extends Sides {
  readonly rows: number;
  readonly columns: number;
  readonly cores: readonly CoreShape[];
  readonly header: TensorTrainHeader;
}

/** More cores are of no use, and take long to plan for. */
const MOST_CORES = 32;

/** What makes up a tensor of such a shape: the last two axes are a matrix, and all before are a window. */
export const sidesFor = (shape: readonly number[]): Sides => ({
  window: sizeOf(shape.slice(0, -2)),
  m: shape.at(-2) ?? 1,
  n: shape.at(-1) ?? 1,
});

/** The modes of a train: those of a matrix, and before them that of a window, if there is one. */
export const withWindow = ({ inputs, outputs }: Modes, window: number): Modes =>
  window === 1 ? { inputs, outputs } : { inputs: [window, ...inputs], outputs: [1, ...outputs] };

/** Whether sides of these lengths are those of a matrix [m, n], or longer, but not twice as long. */
export const holds = (rows: number, columns: number, { m, n }: Sides): boolean =>
  rows >= m && rows < 2 * m && columns >= n && columns < 2 * n;

/** The shapes of the cores of a train. */
export const coresOf = ({ inputs, outputs, ranks }: TensorTrainHeader): CoreShape[] =>
  inputs.map((m, k) => ({ left: ranks[k - 1] ?? 1, m, n: outputs[k] ?? 1, right: ranks[k] ?? 1 }));

/** The numbers of each pair of modes. */
export const pairsOf = ({ inputs, outputs }: Modes): number[] => inputs.map((m, k) => m * (outputs[k] ?? 1));

/** How many numbers a core has. */
export const coreSize = ({ left, m, n, right }: CoreShape): number => left * m * n * right;

/** How many numbers the cores of a train have. */
export const parametersOf = (cores: readonly CoreShape[]): number =>
  cores.reduce((total, core) => total + coreSize(core), 0);

/** Ranks that are no higher than what is before and behind them has room for. */
export function possibleRanks(pairs: readonly number[], ranks: readonly number[]): number[] {
  const possible = [...ranks];
  for (let k = 0; k < ranks.length; k++) possible[k] = Math.min(possible[k]!, (possible[k - 1] ?? 1) * pairs[k]!);
  for (let k = ranks.length - 1; k >= 0; k--)
    possible[k] = Math.min(possible[k]!, (possible[k + 1] ?? 1) * pairs[k + 1]!);
  return possible;
}

/**
 * How a tensor of such a shape lies in the train that a header tells of.
 * @throws CodecError if `tensor-train` writes no such header for the shape.
 */
export function layoutFrom(shape: readonly number[], json: JsonObject): Layout {
  const header = { inputs: sizesIn(json, 'inputs'), outputs: sizesIn(json, 'outputs'), ranks: sizesIn(json, 'ranks') };
  const { inputs, outputs, ranks } = header;
  const { length } = inputs;
  if (length === 0 || length > MOST_CORES || outputs.length !== length || ranks.length !== length - 1)
    throw new CodecError(
      `tensor-train: there must be 1 to ${MOST_CORES} inputs, as many outputs and one rank less, not ${length}, ${outputs.length} and ${ranks.length}`,
    );
  const sides = sidesFor(shape);
  const { window } = sides;
  const [rows, columns] = [sizeOf(inputs) / window, sizeOf(outputs)];
  const isWindow = window === 1 || (inputs[0] === window && outputs[0] === 1);
  if (shape.length < 2 || !isWindow || !holds(rows, columns, sides))
    throw new CodecError(`tensor-train: modes must be those of [${shape}], not [${inputs}] and [${outputs}]`);
  const cores = coresOf(header);
  let before = 1;
  for (const { m, n, right } of cores) {
    before *= m * n;
    if (right > Math.min(before, (window * rows * columns) / before))
      throw new CodecError(`tensor-train: ranks must be possible for [${inputs}] and [${outputs}], not [${ranks}]`);
  }
  return { ...sides, rows, columns, cores, header };
}

/** A list of positive integers. */
function sizesIn(json: JsonObject, name: string): readonly number[] {
  const value = json[name];
  const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
  const isSize = (value: Json): value is number => Number.isSafeInteger(value) && Number(value) > 0;
  if (isList(value) && value.every(isSize)) return value;
  throw new CodecError(`tensor-train: ${name} must be positive integers, not ${JSON.stringify(value)}`);
}
