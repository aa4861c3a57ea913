import { integer } from '../markdown.ts';
import { logarithmic, point } from '../marks.ts';
import { plot } from '../plot.ts';
import type { Row } from '../suite.ts';
import { cellNamed } from './cells.ts';

/** The figures of the suite, by the names of their files. */
export async function distillFigures(rows: readonly Row[]): Promise<Readonly<Record<string, string>>> {
  const values = rows
    .filter(({ part }) => part === 'cells')
    .map(({ cell, error }) => ({ ...cellNamed(`${cell}`), error: Number(error) }));
  const recovery = values.flatMap((cell) =>
    cell.table === 'recovery' ? [{ ...cell, with: `${cell.network}, ${integer(cell.pictures)} pictures` }] : [],
  );
  const small = values.filter((cell) => cell.table === 'hinton' && cell.units === 30);
  return {
    ...(recovery.length > 0 && { 'distill-recovery.svg': await recoveryPlot(recovery) }),
    ...(small.length > 0 && { 'distill-temperature.svg': await temperaturePlot(small) }),
  };
}

type Value = { readonly error: number; readonly temperature?: number };

/** Errors after training on in two ways. */
const recoveryPlot = (values: Value[]): Promise<string> =>
  plot('Trained on with the same steps after compressing', {
    data: { values },
    columns: 2,
    facet: { field: 'with', type: 'nominal', title: null, sort: null, header: { labelFontSize: 12 } },
    spec: {
      width: 260,
      height: 180,
      mark: { type: 'bar' },
      encoding: {
        x: { field: 'pipeline', type: 'nominal', sort: null, title: null, axis: { labelAngle: 0 } },
        xOffset: { field: 'by', sort: null },
        y: { field: 'error', type: 'quantitative', title: 'test error', axis: { format: '.1%' } },
        color: { field: 'by', type: 'nominal', sort: null, title: null },
      },
    },
    resolve: { scale: { y: 'independent' } },
  });

/** Errors of small students by temperature, with a line for the one that learnt from labels. */
function temperaturePlot(values: Value[]): Promise<string> {
  const x = logarithmic('temperature', 'temperature', [1, 2, 3, 4, 8, 20]);
  const y = {
    field: 'error',
    type: 'quantitative',
    title: 'test error',
    axis: { format: '.1%' },
    scale: { zero: false },
  } as const;
  return plot('Students of 30 units in each hidden layer', {
    width: 420,
    height: 240,
    layer: [
      {
        data: { values: values.filter(({ temperature }) => temperature !== undefined) },
        mark: point,
        encoding: { x, y },
      },
      {
        data: {
          values: values
            .filter(({ temperature }) => temperature === undefined)
            .map((value) => ({ ...value, name: 'labels alone' })),
        },
        layer: [
          { mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { y } },
          { mark: { type: 'text', align: 'right', dy: -6, x: 'width' }, encoding: { y, text: { field: 'name' } } },
        ],
      },
    ],
  });
}
