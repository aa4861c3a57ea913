import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { compile, lesson, models } from '../parity/_models.test.ts';
import { backends } from '../parity/_parity.test.ts';
import { trialShapeOf } from './trial-shape-of.ts';

const RECIPES = [
  'conv strides same',
  'conv3d',
  'depthwise strides',
  'gru',
  'embedding and mean',
  'two inputs through one layer',
];

test.serial(
  'where the shape of a result is known beforehand, it is that of the cpu backend, at every call of a training',
  async (t) => {
    await backends();
    await tf.setBackend('cpu');
    const seen = new Set<string>();
    for (const config of tf.getKernelsForBackend('cpu')) {
      const { kernelName, kernelFunc } = config;
      tf.unregisterKernel(kernelName, 'cpu');
      tf.registerKernel({
        ...config,
        kernelFunc(params) {
          const result = kernelFunc(params);
          const known = trialShapeOf(tf, kernelName, params.inputs, params.attrs);
          const { shape, dtype } = [result].flat()[0]!;
          if (known) {
            seen.add(kernelName);
            t.deepEqual({ shape: [...known.shape], dtype: known.dtype }, { shape: [...shape], dtype }, kernelName);
          }
          return result;
        },
      });
    }
    for (const name of RECIPES) {
      const recipe = models[name];
      if (!recipe) return t.fail(name);
      const model = compile(recipe, tf.train.adam());
      const { x, y } = lesson(recipe, model, 2);
      await model.trainOnBatch(x, y);
    }
    for (const kernelName of [
      'Sum',
      'Mean',
      'Tile',
      'BatchMatMul',
      'Conv2D',
      'Conv3D',
      'DepthwiseConv2dNative',
      'LessEqual',
    ]) {
      t.true(seen.has(kernelName), kernelName);
    }
  },
);
