/** Sizes of a residual network. */
export interface ResidualSize {
  /** Scales the filters of all stages, 32, 64 and 128; 1 by default. */
  readonly widthMultiplier?: number;
  /** Residual blocks of each stage; 1 by default. */
  readonly blocks?: number;
}

const WIDTHS = [32, 64, 128];
const CLASSES = 10;

/** The filters of the three stages, at least one each. */
export const widthsOf = ({ widthMultiplier = 1 }: ResidualSize): number[] =>
  WIDTHS.map((width) => Math.max(1, Math.round(width * widthMultiplier)));

/** The parameters of the network that are trained. */
export function parametersOf(size: ResidualSize): number {
  const { blocks = 1 } = size;
  const widths = widthsOf(size);
  const normalised = (filters: number, inputs: number) => 9 * inputs * filters + 2 * filters;
  let inputs = widths[0]!;
  let sum = normalised(inputs, 1);
  for (const filters of widths) {
    // The shortcut of a first block has a convolution of its own.
    sum += normalised(filters, inputs) + inputs * filters;
    sum += (2 * blocks - 1) * normalised(filters, filters);
    inputs = filters;
  }
  return sum + (inputs + 1) * CLASSES;
}

/**
 * The largest width multiplier at most 1, in steps of one filter of the last stage, of a network with no more than so many parameters.
 * @throws RangeError if even the narrowest one has more.
 */
export function widthMultiplierFor(parameters: number, blocks = 1): number {
  const last = WIDTHS.at(-1)!;
  for (let filters = last; filters > 0; filters--) {
    const widthMultiplier = filters / last;
    if (parametersOf({ widthMultiplier, blocks }) <= parameters) return widthMultiplier;
  }
  throw new RangeError(`residual-network: no network of ${blocks} blocks in a stage has only ${parameters} parameters`);
}
