import { integer, markdownTable, percent, times } from '../markdown.ts';
import { plot } from '../plot.ts';
import { fact, type Results } from './facts.ts';

interface Point {
  readonly method: string;
  readonly pipeline: string;
  readonly bytes: number;
  readonly error: number;
}

/** LeNet-300-100 by every pipeline that it was trained in, smallest first. */
export function oneNetwork(results: Results): string {
  const [dense, ...points] = pointsOf(results);
  return markdownTable(
    ['pipeline', 'bytes', 'ratio', 'test error'],
    [dense!, ...points.sort((a, b) => b.bytes - a.bytes)].map(({ pipeline, bytes, error }) => [
      pipeline,
      integer(bytes),
      times(dense!.bytes / bytes),
      percent(error),
    ]),
  );
}

/** Test error against bytes, as an SVG. */
export const oneNetworkPlot = (results: Results): Promise<string> =>
  plot('LeNet-300-100 on MNIST: test error against bytes of the file', {
    data: { values: pointsOf(results).map(({ error, ...point }) => ({ ...point, error: 100 * error })) },
    width: 560,
    height: 300,
    mark: { type: 'point', filled: true, size: 90, opacity: 0.9 },
    encoding: {
      x: {
        field: 'bytes',
        type: 'quantitative',
        scale: { type: 'log', nice: false, padding: 20 },
        title: 'bytes',
        axis: { values: [5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6], format: '~s' },
      },
      y: { field: 'error', type: 'quantitative', title: 'test error, %', scale: { zero: false, padding: 12 } },
      color: { field: 'method', type: 'nominal', sort: null, title: null },
      shape: { field: 'method', type: 'nominal', sort: null, title: null },
    },
  });

function pointsOf(results: Results): Point[] {
  const of = (method: string, pipeline: string, suite: string, values: Parameters<typeof fact>[2]): Point => {
    const { bytes, error } = fact(results, suite, values);
    return { method, pipeline, bytes: Number(bytes), error: Number(error) };
  };
  const shared = ['hashnet', 'deepthin', 'multi-hash'].flatMap((method) =>
    ['1/8', '1/32'].flatMap((size) => [
      of(method, `${method} ${size}`, 'weight-sharing', { form: `${method}, ${size}`, step: 'trained' }),
      of(method, `${method} ${size}, kmeans-share, huffman`, 'weight-sharing', {
        form: `${method}, ${size}`,
        step: 'kmeans-share, huffman',
      }),
    ]),
  );
  return [
    of('dense', 'dense, float32', 'lenet-300-100', { file: 'dense reference' }),
    of('prune', 'prune, kmeans-share, huffman, as published', 'lenet-300-100', { file: 'lenet-300-100-paper.tpress' }),
    of('prune', 'prune, kmeans-share, huffman, as small as it gets', 'lenet-300-100', { file: 'lenet-300-100.tpress' }),
    of('svd', 'svd', 'low-rank', { file: 'lenet-300-100-factors.tpress' }),
    of('svd', 'svd, kmeans-share, huffman', 'low-rank', { file: 'lenet-300-100-svd.tpress' }),
    ...shared,
  ];
}
