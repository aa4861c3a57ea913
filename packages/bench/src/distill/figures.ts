import { plot } from '../plot.ts';
import type { Row } from '../suite.ts';
import { cellNamed } from './cells.ts';

/** The figures of the suite, by the names of their files. */
export async function distillFigures(rows: readonly Row[]): Promise<Readonly<Record<string, string>>> {
  const values = rows
    .filter(({ part }) => part === 'cells')
    .map(({ cell, error }) => ({ ...cellNamed(`${cell}`), error: Number(error) }));
  if (values.length === 0) return {};
  return {
    'distill-recovery.svg': await plot('Trained on with the same steps after compressing', {
      data: { values },
      facet: { column: { field: 'network', type: 'nominal', title: null, sort: null, header: { labelFontSize: 12 } } },
      spec: {
        width: 260,
        height: 240,
        mark: { type: 'bar' },
        encoding: {
          x: { field: 'pipeline', type: 'nominal', sort: null, title: null, axis: { labelAngle: 0 } },
          xOffset: { field: 'by', sort: null },
          y: { field: 'error', type: 'quantitative', title: 'test error', axis: { format: '.1%' } },
          color: { field: 'by', type: 'nominal', sort: null, title: null },
        },
      },
      resolve: { scale: { y: 'independent' } },
    }),
  };
}
