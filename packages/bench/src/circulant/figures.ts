import { byMethod, logarithmic, point } from '../marks.ts';
import { plot } from '../plot.ts';
import type { Row } from '../suite.ts';
import { structures } from './cells.ts';

/** The figures of the suite, by the names of their files. */
export async function circulantFigures(rows: readonly Row[]): Promise<Readonly<Record<string, string>>> {
  const speeds = rows.filter(({ part }) => part === 'speed');
  const noisy = rows.filter(({ part, cell }) => part === 'cells' && `${cell}`.startsWith('noise/'));
  return {
    ...(speeds.length > 0 && { 'circulant-speed.svg': await speedPlot(speeds) }),
    ...(noisy.length > 0 && { 'circulant-structures.svg': await structuresPlot(noisy) }),
  };
}

/** Milliseconds against the size of a layer. */
function speedPlot(rows: readonly Row[]): Promise<string> {
  const values = rows.map(({ inputs, batch, gradient, form, milliseconds }) => ({
    n: Number(inputs),
    milliseconds: Number(milliseconds),
    method: `${form}`,
    batch: `batch ${batch}`,
    what: gradient ? 'gradient' : 'forward',
  }));
  return plot('A layer of n × n', {
    data: { values },
    facet: {
      column: { field: 'batch', type: 'nominal', title: null, sort: null, header: { labelFontSize: 12 } },
      row: { field: 'what', type: 'nominal', title: null, sort: null, header: { labelFontSize: 12 } },
    },
    spec: {
      width: 330,
      height: 240,
      mark: point,
      encoding: {
        x: logarithmic('n', 'n', [256, 512, 1024, 2048, 4096, 8192], 'd'),
        y: logarithmic('milliseconds', 'milliseconds', [0.01, 0.1, 1, 10, 100, 1000]),
        ...byMethod,
      },
    },
  });
}

/** Accuracy on digits with noise behind them against parameters. */
function structuresPlot(rows: readonly Row[]): Promise<string> {
  const families: Readonly<Record<string, string>> = {
    dense: 'dense',
    circulant: 'circulant',
    'ldr-td-1': 'LDR, tri-diagonal',
    'ldr-sd-1': 'LDR, sub-diagonal',
  };
  const values = rows.map(({ cell, parameters, error }) => {
    const method = `${cell}`.slice('noise/'.length);
    const family = families[method] ?? (method.startsWith('low-rank') ? 'low rank 1…4' : 'Toeplitz-like 1…4');
    return {
      parameters: Number(parameters),
      accuracy: 1 - Number(error),
      method: family,
      at: Object.keys(structures).indexOf(method),
    };
  });
  return plot('A hidden layer of 784 × 784, on digits with noise behind them', {
    data: { values },
    width: 560,
    height: 320,
    mark: point,
    encoding: {
      x: logarithmic('parameters', 'parameters', [8000, 10_000, 15_000, 30_000, 100_000, 600_000], ','),
      y: {
        field: 'accuracy',
        type: 'quantitative',
        title: 'test accuracy',
        axis: { format: '.0%' },
        scale: { zero: false },
      },
      order: { field: 'at', type: 'quantitative' },
      ...byMethod,
    },
  });
}
