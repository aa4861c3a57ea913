import * as tf from '@tensorflow/tfjs';
import { fromArtifacts, saveModel } from '@tensorpress/tfjs';
import { xs } from './given.ts';

export const samples: tf.Tensor = xs;

// A graph that multiplies by a matrix.
const float = { type: 'DT_FLOAT' };
const shape = (...sizes: readonly number[]) => ({ dim: sizes.map((size) => ({ size: `${size}` })) });
const graph = {
  node: [
    { name: 'x', op: 'Placeholder', attr: { dtype: float, shape: { shape: shape(-1, 20) } } },
    {
      name: 'w',
      op: 'Const',
      attr: { dtype: float, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: shape(20, 30) } } },
    },
    {
      name: 'y',
      op: 'MatMul',
      input: ['x', 'w'],
      attr: { T: float, transpose_a: { b: false }, transpose_b: { b: false } },
    },
  ],
  versions: { producer: 1 },
};
const weights = tf.randomNormal([20, 30], 0, 1, 'float32', 1);
const published = await fromArtifacts({
  format: 'graph-model',
  modelTopology: graph,
  weightSpecs: [{ name: 'w', shape: [20, 30], dtype: 'float32' }],
  weightData: (await weights.data()).slice().buffer,
});
await saveModel(published, { get: (id) => Promise.reject(new Error(id)) }, 'hub');
