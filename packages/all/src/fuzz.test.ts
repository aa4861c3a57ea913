import { fuzz, sampleTensor } from '@tensorpress/conformance';
import { compress, isNode, type Model, type StageJson, write } from '@tensorpress/core';
import test from 'ava';
import { registry } from './registry.ts';

const model: Model = {
  weights: {
    'dense/kernel': sampleTensor('f32', [24, 20]),
    'conv/kernel': sampleTensor('f32', [3, 3, 5, 8], 2),
    'conv/bias': sampleTensor('f32', [9], 3),
    ids: sampleTensor('u16', [70], 4),
  },
  topology: { kind: 'none' },
};

const pipelines: readonly (readonly StageJson[])[] = [
  [{ use: 'prune', sparsity: 0.8 }, 'kmeans-share', 'huffman'],
  [{ use: 'prune', pattern: '2:4' }, { use: 'quantize', bits: 4 }, 'huffman'],
  [{ use: 'prune', threshold: 1, block: [2, 2] }],
  [{ use: 'quantize', bits: 6, per: 'group', groupSize: 16, symmetric: false }, 'huffman'],
  [{ use: 'quantize', format: 'float16' }],
  [{ use: 'kmeans-share', bits: 3, scope: 'model' }, 'huffman'],
  [{ use: 'svd', rank: 0.5 }, { use: 'quantize', bits: 6 }, 'huffman'],
  [
    { use: 'hashnet', ratio: 0.2, bias: true, where: '**' },
    { use: 'quantize', bits: 6 },
  ],
  [{ use: 'multi-hash', rank: 2, where: '*/*' }, 'huffman'],
  [{ use: 'multi-hash', rank: 1, pool: 'kronecker' }],
  [{ use: 'tensor-train', rank: 0.4 }, { use: 'kmeans-share', bits: 4 }, 'huffman'],
  [
    { use: 'circulant', block: 8 },
    { use: 'quantize', bits: 8 },
  ],
  [
    { use: 'toeplitz', rank: 1 },
    { use: 'quantize', bits: 8 },
  ],
  [{ use: 'tucker', rank: 0.5 }, 'huffman'],
  [{ use: 'cp', rank: 0.5 }],
  [{ use: 'deepthin', ratio: 0.4 }, { use: 'kmeans-share', bits: 3 }, 'huffman'],
  ['huffman'],
];

const files = await Promise.all(
  pipelines.map(async (stages) => {
    const small = await compress(model, await registry.pipeline(stages));
    if (!Object.values(small.weights).some(isNode)) throw new Error(`${JSON.stringify(stages)} compresses nothing`);
    return write(small);
  }),
);

for (const seed of [1, 2, 3, 4, 5]) {
  test.serial(
    `damaged files are decoded or rejected by a typed error, soon and in little memory, from seed ${seed} on`,
    async (t) => {
      const counts = await fuzz(files, registry, { count: 4200, seed });
      t.log(counts);
      for (const outcome of ['decoded', 'FileError', 'CodecError']) t.true((counts[outcome] ?? 0) > 100, outcome);
    },
  );
}
