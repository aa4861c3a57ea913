import type { CellResult } from '../cells/cell.ts';
import { byMethod, logarithmic, point } from '../marks.ts';
import { plot } from '../plot.ts';
import type { Row } from '../suite.ts';
import { type ClothesCell, cellNamed, type DigitsCell } from './cells.ts';
import { shapeNamed } from './shape-named.ts';

/** The figures of the suite, by the names of their files. */
export async function tensorTrainFigures(rows: readonly Row[]): Promise<Readonly<Record<string, string>>> {
  const of = (table: string) =>
    rows.filter(({ part, cell }) => part === 'cells' && `${cell}`.startsWith(`${table}/`)) as unknown as Result[];
  const [shapes, clothes] = [of('shapes'), of('clothes')];
  return {
    ...(shapes.length > 0 && { 'tensor-train-shapes.svg': await shapesPlot(shapes) }),
    ...(clothes.length > 1 && { 'tensor-train-convolutions.svg': await convolutionsPlot(clothes) }),
  };
}

type Result = CellResult & { readonly batched: number };

/** Error against parameters of the first layer, by the shape of the train. */
function shapesPlot(results: readonly Result[]): Promise<string> {
  const values = results.map(({ cell, parameters, error }) => ({
    parameters: parameters - 1024 - 10_250,
    error,
    method: shapeNamed(cellNamed(cell) as DigitsCell),
  }));
  return plot('A layer of 1024 × 1024 on MNIST, as trains of several shapes', {
    data: { values },
    width: 560,
    height: 320,
    mark: point,
    encoding: {
      x: logarithmic('parameters', 'parameters of the layer', [100, 300, 1000, 3000, 10_000, 30_000], ','),
      y: logarithmic('error', 'test error', [0.015, 0.02, 0.03, 0.05, 0.1, 0.2, 0.4], '~p'),
      order: { field: 'parameters', type: 'quantitative' },
      ...byMethod,
    },
  });
}

/** Error after training on against the time for one picture. */
function convolutionsPlot(results: readonly Result[]): Promise<string> {
  const values = results.map(({ cell, error, batched }) => {
    const { method, factor } = cellNamed(cell) as ClothesCell;
    return { error, batched, method, factor, label: `${factor}×` };
  });
  return plot('A residual network on Fashion-MNIST, its convolutions 2, 4 and 8 times smaller', {
    data: { values },
    width: 560,
    height: 320,
    layer: [
      { mark: point, encoding: byMethod },
      {
        mark: { type: 'text', dy: -10, fontSize: 11 },
        encoding: { text: { field: 'label' }, color: byMethod.color },
      },
    ],
    encoding: {
      x: { field: 'batched', type: 'quantitative', title: 'milliseconds for 32 pictures', scale: { zero: false } },
      y: { field: 'error', type: 'quantitative', title: 'test error', axis: { format: '.1%' }, scale: { zero: false } },
      order: { field: 'factor', type: 'quantitative' },
    },
  });
}
