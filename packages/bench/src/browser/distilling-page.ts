import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { type Distilled, distillModel } from '@tensorpress/distill';
import { fromLayersModel } from '@tensorpress/tfjs';

/** What a student came to in a page. */
export interface Taught extends Pick<Distilled, 'before' | 'after'> {
  /** Tensors that are there after the training and were not before. */
  readonly left: number;
}

/** A small convolutional network teaches a smaller one, on images of noise, for some steps on a backend of the page. */
export async function taught(backend: 'wasm' | 'webgl'): Promise<Taught> {
  setWasmPaths('/wasm/');
  await tf.setBackend(backend);
  const teacher = network(8, 1);
  const model = await fromLayersModel(teacher);
  teacher.dispose();
  const xs = tf.randomUniform([64, 8, 8, 1], -1, 1, 'float32', 3);
  const data = { xs };
  const options = {
    data,
    validationData: data,
    student: () => network(4, 2),
    epochs: 12,
    batchSize: 16,
    learningRate: 0.02,
  };
  // The first time fills caches of the backend.
  await distillModel(model, { ...options, epochs: 1 }, { seed: 1 });
  const { numTensors } = tf.memory();
  const { before, after } = await distillModel(model, options, { seed: 1 });
  return { before, after, left: tf.memory().numTensors - numTensors };
}

/** A convolution of some filters, then four classes. */
const network = (filters: number, seed: number): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters,
        kernelSize: 3,
        strides: 2,
        activation: 'relu',
        inputShape: [8, 8, 1],
        kernelInitializer: tf.initializers.heNormal({ seed }),
      }),
      tf.layers.flatten(),
      tf.layers.dense({
        units: 4,
        activation: 'softmax',
        kernelInitializer: tf.initializers.heNormal({ seed: seed + 1 }),
      }),
    ],
  });
