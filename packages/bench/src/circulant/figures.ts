import { integer } from '../markdown.ts';
import { byMethod, logarithmic, point } from '../marks.ts';
import { plot } from '../plot.ts';
import type { Row } from '../suite.ts';
import { structures } from './cells.ts';

/** The figures of the suite, by the names of their files. */
export async function circulantFigures(rows: readonly Row[]): Promise<Readonly<Record<string, string>>> {
  const speeds = rows.filter(({ part }) => part === 'speed');
  const layers = rows.filter(({ part, cell }) => part === 'cells' && !`${cell}`.startsWith('lenet/'));
  return {
    ...(speeds.length > 0 && { 'circulant-speed.svg': await speedPlot(speeds) }),
    ...(layers.length > 0 && { 'circulant-structures.svg': await structuresPlot(layers) }),
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

/** Accuracies by the structure of the layer, with its parameters. */
function structuresPlot(rows: readonly Row[]): Promise<string> {
  const values = rows.map(({ cell, parameters, error }) => {
    const [pictures, method = ''] = `${cell}`.split('/');
    return {
      pictures: pictures === 'noise' ? 'with noise' : 'MNIST',
      method,
      accuracy: 1 - Number(error),
      parameters: `${integer(parameters)}`,
      family: method.replace(/-\d$/, ''),
    };
  });
  const y = { field: 'method', type: 'nominal', sort: Object.keys(structures), title: null } as const;
  const x = {
    field: 'accuracy',
    type: 'quantitative' as const,
    title: 'test accuracy; parameters of the network beside it',
    axis: { format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] },
    scale: { domain: [0, 1.15], nice: false },
  };
  return plot('A hidden layer of 784 × 784', {
    data: { values },
    facet: { column: { field: 'pictures', type: 'nominal', title: null, header: { labelFontSize: 12 } } },
    spec: {
      width: 300,
      height: { step: 22 },
      layer: [
        {
          mark: { type: 'bar' },
          encoding: { y, x, color: { field: 'family', type: 'nominal', sort: null, legend: null } },
        },
        {
          mark: { type: 'text', align: 'left', dx: 4, fontSize: 11 },
          encoding: { y, x, text: { field: 'parameters' } },
        },
      ],
    },
  });
}
