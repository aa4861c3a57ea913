import { integer, markdownTable, percent } from '../markdown.ts';
import { fact, type Results } from './facts.ts';

const NETWORKS = {
  'default-model': 'super-resolution, ×2',
  'esrgan-slim x4': 'super-resolution, ×4',
  'handtrack base': 'hand detector',
};
const PIPELINES = {
  'quantize, bits per channel': 'quantize',
  'quantize, one step': "quantize, `step: 'shared'`",
  'quantize, balanced, a step per tensor': 'quantize, a step per tensor by a sample',
};

/** Networks that others trained, without data, at the fidelity that uint8 has. */
export function untrained(results: Results): string {
  const own = (network: string, level: number, method: string) =>
    results.pretrained?.find(
      (row) => row.part === 'fidelity' && row.network === network && row.level === level && row.method === method,
    );
  return markdownTable(
    ['network', 'float32, shipped', 'uint8, brotli', ...Object.values(PIPELINES), 'smaller than uint8'],
    Object.entries(NETWORKS).map(([network, called]) => {
      const { shipped } = fact(results, 'pretrained', { part: 'round trip', network });
      const { level, bytes } = fact(results, 'pretrained', {
        part: 'fidelity',
        network,
        method: 'stock, brotli',
        bits: 8,
      });
      const sizes = Object.keys(PIPELINES).map((method) => Number(own(network, Number(level), method)?.bytes));
      return [
        called,
        integer(shipped),
        integer(bytes),
        ...sizes.map((size) => (Number.isNaN(size) ? '–' : integer(size))),
        percent(1 - Math.min(...sizes.filter((size) => size > 0)) / Number(bytes), 0),
      ];
    }),
  );
}
