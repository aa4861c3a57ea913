import type { DigitCell } from './cells.ts';

type Size = Pick<DigitCell, 'table' | 'factor'>;

/** A layer of units that see all of the layer before, and a bias. */
export interface Layer {
  readonly inputs: number;
  readonly units: number;
  /** Parameters that it may have, biases among them. */
  readonly budget: number;
}

/** The widths of a network, that of the digits included. */
const widths: Readonly<Record<DigitCell['table'], readonly number[]>> = {
  '3L': [784, 1000, 10],
  '5L': [784, 1000, 1000, 1000, 10],
  inflate: [784, 50, 10],
};

/** The parameters of a layer, counted as the paper does: biases are a column of the matrix. */
const parametersOf = (inputs: number, units: number): number => (inputs + 1) * units;

/** The widths of the network that a cell is about. */
export const widthsOf = ({ table, factor }: Size): readonly number[] =>
  widths[table].map((width, i, all) => (table === 'inflate' && isHidden(i, all.length) ? factor * width : width));

/** The layers of the network that a cell is about, and the parameters that each may have. */
export function layersOf({ table, factor }: Size): Layer[] {
  const [stored, virtual] = [widths[table], widthsOf({ table, factor })];
  return virtual.slice(1).map((units, i) => ({
    inputs: virtual[i]!,
    units,
    budget:
      table === 'inflate'
        ? parametersOf(stored[i]!, stored[i + 1]!)
        : Math.round(parametersOf(virtual[i]!, units) / factor),
  }));
}

const isHidden = (i: number, length: number): boolean => i > 0 && i < length - 1;

/** The parameters that a cell may have. */
export const budgetOf = (cell: Size): number => layersOf(cell).reduce((sum, { budget }) => sum + budget, 0);

/** The widths of a dense network with as many hidden layers, all as wide, and no more parameters than a cell may have. */
export function denseWidths(cell: Size): number[] {
  const shape = widths[cell.table];
  const of = (width: number) => shape.map((units, i) => (isHidden(i, shape.length) ? width : units));
  const size = (all: readonly number[]) =>
    all.slice(1).reduce((sum, units, i) => sum + parametersOf(all[i]!, units), 0);
  let width = 1;
  while (size(of(width + 1)) <= budgetOf(cell)) width++;
  return of(width);
}
