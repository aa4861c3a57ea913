import { fixed, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';
import { startThread } from '../thread.ts';
import { byNumpy } from './by-numpy.ts';
import { inTurn } from './in-turn.ts';
import { type Multiplier, type Product, products } from './product-task.ts';

type Task = typeof import('./product-task.ts');

const multipliers: readonly Multiplier[] = ['wasm', 'simd', 'relaxed-simd', 'workspace'];

/** GFLOP/s of matrix products, beside numpy. */
export const productSpeeds: Part = {
  async measure() {
    const { version, library, seconds } = await byNumpy(products);
    const threads = multipliers.map((multiplier) => ({
      multiplier,
      ...startThread<Task>(new URL('./product-task.js', import.meta.url)),
    }));
    try {
      const rows: Row[] = [];
      for (const [i, product] of products.entries()) {
        const contenders = threads.map(
          ({ multiplier, run }) => [multiplier, () => run({ multiplier, product, milliseconds: 200 })] as const,
        );
        const flops = 2 * product.batch * product.m * product.k * product.n;
        const speeds = [...(await inTurn(new Map(contenders)))].map(([name, time]) => [name, flops / time / 1e6]);
        rows.push({
          product: nameOf(product),
          form: formOf(product),
          ...Object.fromEntries(speeds),
          numpy: flops / seconds[i]! / 1e9,
          peer: `numpy ${version}, ${library}`,
        });
      }
      return rows;
    } finally {
      await Promise.all(threads.map(({ stop }) => stop()));
    }
  },

  show: (rows) =>
    [
      `GFLOP/s of \`tf.matMul\` on the stock wasm backend, with our kernels, with relaxed SIMD, of the workspace of @tensorpress/simd, which copies arrays in and out, and of numpy (${rows[0]?.peer}, one thread):`,
      markdownTable(
        ['product', 'form', 'wasm', 'simd', 'relaxed', 'workspace', 'numpy', '× wasm'],
        rows.map((row) => [
          `${row.product}`,
          `${row.form}`,
          ...[...multipliers, 'numpy'].map((name) => fixed(row[name], 1)),
          `${fixed(Number(row.simd) / Number(row.wasm), 1)}×`,
        ]),
      ),
    ].join('\n\n'),
};

const nameOf = ({ batch, m, k, n }: Product): string => `${batch > 1 ? `${batch} × ` : ''}[${m}, ${k}]·[${k}, ${n}]`;
const formOf = ({ transposeA, transposeB }: Product): string => `A${transposeA ? 'ᵀ' : ''}·B${transposeB ? 'ᵀ' : ''}`;
