import type { CellResult } from '../cells/cell.ts';
import { byMethod, logarithmic, point } from '../marks.ts';
import { plot } from '../plot.ts';
import type { Row } from '../suite.ts';
import { methodNames } from './cells-part.ts';
import { published } from './published.ts';

/** The figures of the suite, by the names of their files. */
export async function weightSharingFigures(rows: readonly Row[]): Promise<Readonly<Record<string, string>>> {
  const results = rows.filter(({ part }) => part === 'cells') as unknown as readonly CellResult[];
  const speeds = rows.filter(({ part, batch }) => part === 'inference' && batch === 1);
  return {
    ...(results.length > 0 && {
      'weight-sharing-size.svg': await sizePlot(results),
      'weight-sharing-inflate.svg': await inflatePlot(results),
    }),
    ...(speeds.length > 0 && { 'weight-sharing-inference.svg': await speedPlot(speeds) }),
  };
}

const placeOf = (cell: string) => cell.split('/') as [string, string, keyof typeof methodNames];

/** Error against parameters of the network with one hidden layer. */
function sizePlot(results: readonly CellResult[]): Promise<string> {
  const values = results.flatMap(({ cell, parameters, error }) => {
    const [table, , method] = placeOf(cell);
    return table === '3L' ? [{ parameters, error, method: methodNames[method] }] : [];
  });
  return plot('784-1000-10 on MNIST, trained with few parameters', {
    data: { values },
    width: 560,
    height: 320,
    mark: point,
    encoding: {
      x: logarithmic('parameters', 'parameters', [3000, 5000, 10_000, 20_000, 50_000, 100_000], ','),
      y: logarithmic('error', 'test error', [0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2, 0.4], '~p'),
      order: { field: 'parameters', type: 'quantitative' },
      ...byMethod,
    },
  });
}

/** Error against how many times more units there are than are stored. */
function inflatePlot(results: readonly CellResult[]): Promise<string> {
  const values = results.flatMap(({ cell, error }) => {
    const [table, factor] = placeOf(cell);
    if (table !== 'inflate') return [];
    const paper = published[cell];
    return [
      { factor: Number(factor), error, method: 'here' },
      ...(paper === undefined ? [] : [{ factor: Number(factor), error: paper / 100, method: 'paper' }]),
    ];
  });
  return plot('The storage of 50 hidden units, hashed into more of them', {
    data: { values },
    width: 420,
    height: 260,
    mark: point,
    encoding: {
      x: logarithmic('factor', 'times as many units as are stored', [1, 2, 4, 8, 16]),
      y: { field: 'error', type: 'quantitative', title: 'test error', axis: { format: '.2%' }, scale: { zero: false } },
      ...byMethod,
    },
  });
}

/** How many times faster than the dense layer, against how much smaller. */
function speedPlot(rows: readonly Row[]): Promise<string> {
  const backends: Readonly<Record<string, string>> = { wasm: 'stock wasm', simd: 'with @tensorpress/tfjs-kernels' };
  const values = rows.flatMap(({ flavour, factor, form, milliseconds }) => {
    const dense = rows.find((row) => row.flavour === flavour && row.factor === factor && row.form === 'dense');
    if (form === 'dense' || !dense) return [];
    const times = Number(dense.milliseconds) / Number(milliseconds);
    return [{ backend: backends[`${flavour}`], factor: Number(factor), times, method: `${form}` }];
  });
  return plot('One input through a layer of 2048 × 5976', {
    data: { values },
    facet: { column: { field: 'backend', type: 'nominal', title: null, sort: null, header: { labelFontSize: 12 } } },
    spec: {
      width: 330,
      height: 260,
      layer: [
        { mark: { type: 'rule', strokeDash: [4, 4], color: '#888' }, encoding: { y: { datum: 1 } } },
        {
          mark: point,
          encoding: {
            x: logarithmic('factor', 'times fewer parameters', [16, 64, 256, 1024]),
            y: logarithmic('times', 'times faster than dense', [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]),
            ...byMethod,
          },
        },
      ],
    },
  });
}
