import * as tf from '@tensorflow/tfjs';
import { circulant } from '@tensorpress/circulant';
import { type Backend, conformance, sampleTensor } from '@tensorpress/conformance';
import { cp } from '@tensorpress/cp';
import { deepthin } from '@tensorpress/deepthin';
import { hashnet } from '@tensorpress/hashnet';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { multiHash } from '@tensorpress/multi-hash';
import { prune } from '@tensorpress/prune';
import { quantize } from '@tensorpress/quantize';
import { svd } from '@tensorpress/svd';
import { tensorTrain } from '@tensorpress/tensor-train';
import { toeplitz } from '@tensorpress/toeplitz';
import { tucker } from '@tensorpress/tucker';
import test from 'ava';
import { useWasm } from './_wasm.test.ts';
import { finetune, fromLayersModel, tfOps } from './index.ts';

test.before(useWasm);

const backend: Backend<tf.Tensor> = {
  ops: tfOps,
  data: (x) => x.data(),
  gradients: (f, xs) => tf.grads((...args: tf.Tensor[]) => f(args))([...xs]),
};

/** What only a backend shows; the packages of the methods check the rest. */
const checks = [
  ...conformance(
    prune,
    [{ options: { sparsity: 0.8 } }, { options: { sparsity: 0.5, block: [2, 2] } }, { options: { pattern: '2:4' } }],
    { backend },
  ),
  ...conformance(kmeansShare, [{ options: { bits: 4 } }, { options: { bits: 3, keepZeros: false } }], { backend }),
  ...conformance(
    quantize,
    [
      { options: { per: 'tensor' } },
      { options: { bits: 4, per: 'group', groupSize: 8 } },
      { options: { symmetric: false } },
    ],
    { backend },
  ),
  ...conformance(
    svd,
    [
      { options: { rank: 8 } },
      { options: { rank: { energy: 0.6 }, blocks: 3 }, tensor: sampleTensor('f32', [20, 24]) },
      { options: { rank: 5, unfolding: 'channel' }, tensor: sampleTensor('f32', [3, 3, 6, 8]) },
      { options: { rank: 5, unfolding: 'spatial' }, tensor: sampleTensor('f32', [3, 3, 6, 8]) },
    ],
    { backend },
  ),
  ...conformance(hashnet, [{ options: { ratio: 0.2 } }], { backend }),
  ...conformance(multiHash, [{ options: { rank: 2 } }, { options: { rank: 2, pool: 'kronecker' } }], { backend }),
  ...conformance(
    deepthin,
    [
      { options: { rank: 2 }, tensor: sampleTensor('f32', [20, 24]) },
      { options: { rank: 2, width: 20 }, tensor: sampleTensor('f32', [20, 24]) },
      { options: { ratio: 0.5 }, tensor: sampleTensor('f32', [3, 3, 6, 8]) },
    ],
    { backend },
  ),
  ...conformance(
    tensorTrain,
    [
      { options: { rank: 2, dimensions: 3 }, tensor: sampleTensor('f32', [20, 24]) },
      { options: { rank: 2 }, tensor: sampleTensor('f32', [3, 3, 6, 8]) },
    ],
    { backend },
  ),
  ...conformance(tucker, [{ options: { rank: [3, 4] }, tensor: sampleTensor('f32', [3, 3, 6, 8]) }], { backend }),
  ...conformance(cp, [{ options: { rank: 3 }, tensor: sampleTensor('f32', [3, 3, 6, 8]) }], { backend }),
  ...conformance(
    circulant,
    [{ tensor: sampleTensor('f32', [20, 24]) }, { options: { block: 6 }, tensor: sampleTensor('f32', [20, 24]) }],
    { backend },
  ),
  ...conformance(
    toeplitz,
    (['cyclic', 'subdiagonal', 'tridiagonal'] as const).map((operators) => ({
      options: { rank: 2, operators },
      tensor: sampleTensor('f32', [20, 24]),
    })),
    { backend },
  ),
].filter(({ title }) => /on the backend|gradients/.test(title));

for (const name of ['cpu', 'wasm']) {
  for (const { title, run } of checks) {
    test.serial(`${title} (${name})`, async (t) => {
      await tf.setBackend(name);
      await t.notThrowsAsync(run);
    });
  }
}

test.serial('finetune keeps to what is asked of every compressor', async (t) => {
  await tf.setBackend('cpu');
  const layers = [tf.layers.dense({ units: 2, inputShape: [3] })];
  const model = await fromLayersModel(tf.sequential({ layers }));
  const data = {
    xs: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    ys: [
      [0, 1],
      [1, 0],
    ],
  };
  for (const { run } of conformance(finetune, [{ options: { data, loss: 'meanSquaredError' }, model }])) {
    await t.notThrowsAsync(run);
  }
});
