import { plot } from '../plot.ts';
import type { Row } from '../suite.ts';

/** Bytes over the network, and seconds to the first prediction at 10 Mbit/s, of each form with and without brotli. */
export function loadingPlot(rows: readonly Row[]): Promise<string> {
  const throttled = rows.filter((row) => row.throttled);
  const forms = [...new Set(throttled.map(({ form }) => `${form}`))];
  const values = throttled.map(({ form, brotli, first }) => ({
    form,
    server: brotli ? 'compressed by brotli' : 'as it is',
    // As in the table: of the loads that were not throttled.
    megabytes: Number(rows.find((row) => row.form === form && row.brotli === brotli && !row.throttled)?.bytes) / 1e6,
    seconds: first,
  }));
  const panel = (field: string, title: string) => ({
    width: 300,
    height: { step: 16 },
    mark: { type: 'bar' as const, tooltip: null },
    encoding: {
      x: { field, type: 'quantitative' as const, title },
      y: { field: 'form', type: 'nominal' as const, sort: forms, title: null },
      yOffset: { field: 'server', sort: ['as it is', 'compressed by brotli'] },
      color: {
        field: 'server',
        type: 'nominal' as const,
        sort: ['as it is', 'compressed by brotli'],
        scale: { range: ['#9ecae9', '#1f5f8b'] },
      },
    },
  });
  return plot('One network of 22 million weights, from a server to its first prediction', {
    data: { values },
    hconcat: [panel('megabytes', 'MB over the network'), panel('seconds', 'seconds at 10 Mbit/s')],
  });
}
