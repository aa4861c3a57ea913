import { codeOf, type Grid, squaredError } from './grid.ts';
import { rangeOf } from './range-of.ts';

/** What a grid is to be like. */
export interface GridOptions {
  readonly bits: number;
  /** Whether zero has a code in the middle, the same for all, or one that suits the values. */
  readonly symmetric: boolean;
  /** Whether the levels span the values, or span what gives the least squared error. */
  readonly step: 'range' | 'mse';
  /** The scale that will be stored for a scale, none smaller. */
  round(scale: number): number;
}

/**
 * The levels for some values. Zero is one of them if it is among the values or between them, and always if they are symmetric,
 * but for symmetric levels of 1 bit, which are ±scale/2.
 *
 * With the step `range` no value is further than half a step from its level. With `mse` the squared error is never more than
 * with `range`: it is the least of a search over parts of the range, improved by turns of rounding to the grid and fitting
 * the scale to the codes.
 */
export function fitGrid(values: Float32Array, options: GridOptions): Grid {
  const grids = options.symmetric ? symmetricGrids(values, options) : affineGrids(values, options);
  const [widest, ...others] = grids;
  if (options.step === 'range' || others.length === 0) return widest!;
  let best = widest!;
  let least = squaredError(values, best);
  const consider = (grid: Grid) => {
    const error = squaredError(values, grid, least);
    if (error >= least) return false;
    least = error;
    best = grid;
    return true;
  };
  for (const grid of others) consider(grid);
  for (let turn = 0; turn < TURNS; turn++) {
    const scale = bestScale(values, best);
    if (!scale || !consider({ ...best, scale: Math.sign(scale) * options.round(Math.abs(scale)) })) break;
  }
  return best;
}

/** Parts of the range that are tried, from all of it to a sixteenth. */
const PARTS = Array.from({ length: 24 }, (_, i) => 2 ** (-i / 6));
/** Parts of the two sides of the range that are tried with each other. */
const SIDES = PARTS.filter((_, i) => i % 2 === 0 && i < 14);
const TURNS = 8;

/** Grids with the same code for zero, the first of which spans the values. */
function symmetricGrids(values: Float32Array, { bits, round, step }: GridOptions): Grid[] {
  const [low, high] = rangeOf(values);
  const max = 2 ** bits - 1;
  const zero = bits === 1 ? 0.5 : 2 ** (bits - 1);
  const spanning = (up: number, down: number) =>
    bits === 1 ? Math.max(up, down) : Math.max(up / (max - zero), down / zero);
  const scales = [spanning(Math.max(high, 0), Math.max(-low, 0)), -spanning(Math.max(-low, 0), Math.max(high, 0))];
  if (scales[0] === 0) return [{ scale: round(bits === 1 ? Number.MIN_VALUE : 1), zero, max }];
  scales.sort((a, b) => Math.abs(a) - Math.abs(b));
  const parts = step === 'range' ? [1] : PARTS;
  // Beyond a few bits it hardly matters which side has a level more.
  return (step === 'range' || bits > 4 ? scales.slice(0, 1) : scales).flatMap((scale) =>
    parts.map((part) => ({ scale: Math.sign(scale) * round(Math.abs(scale) * part), zero, max })),
  );
}

/** Grids with a code for zero that suits the values, the first of which spans them. */
function affineGrids(values: Float32Array, { bits, round, step }: GridOptions): Grid[] {
  const [low, high] = rangeOf(values);
  const max = 2 ** bits - 1;
  if (low === high) return [{ scale: low ? Math.sign(low) * round(Math.abs(low)) : round(1), zero: 0, max }];
  const around = low <= 0 && high >= 0 ? 0 : (low + high) / 2;
  const parts = step === 'range' ? [1] : SIDES;
  return parts.flatMap((below) =>
    parts.map((above) => {
      const from = around + below * (low - around);
      const scale = round((around + above * (high - around) - from) / max);
      const zero = -from / scale;
      // Adding 0 makes 0 of -0.
      return { scale, zero: (around === 0 ? Math.round(zero) : Math.fround(zero)) + 0, max };
    }),
  );
}

/** The scale for which the codes of a grid have the least squared error; 0 if all of them stand for zero. */
function bestScale(values: Float32Array, grid: Grid): number {
  let products = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const level = codeOf(values[i]!, grid) - grid.zero;
    products += values[i]! * level;
    squares += level * level;
  }
  return squares === 0 ? 0 : products / squares;
}
