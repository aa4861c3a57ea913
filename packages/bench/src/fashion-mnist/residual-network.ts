import * as tf from '@tensorflow/tfjs';
import { type ResidualSize, widthsOf } from './widths.ts';

/** Sizes of a residual network, and what its weights begin from. */
export interface ResidualOptions extends ResidualSize {
  /** The same seed gives the same weights; 1 by default. */
  readonly seed?: number;
}

/**
 * A residual network for pictures of 28 × 28 × 1 in ten classes, in the manner of those for CIFAR-10: a convolution to 14 × 14 places,
 * three stages of `blocks` blocks with 32, 64 and 128 filters on 7 × 7, 4 × 4 and 2 × 2 places, global average pooling, softmax. Convolutions
 * are 3 × 3 without biases, each followed by batch normalisation; where a block begins a stage its shortcut is a 1 × 1 convolution.
 * @see He, Zhang, Ren, Sun, "Deep residual learning for image recognition", CVPR 2016, section 4.2
 */
export function residualNetwork({ seed = 1, blocks = 1, ...size }: ResidualOptions = {}): tf.LayersModel {
  const widths = widthsOf(size);
  let weights = 0;
  const kernelInitializer = () => tf.initializers.heNormal({ seed: 1000 * seed + weights++ });
  const conv = (name: string, x: tf.SymbolicTensor, filters: number, kernelSize: number, strides: number) =>
    through(
      tf.layers.conv2d({
        name,
        filters,
        kernelSize,
        strides,
        padding: 'same',
        useBias: false,
        kernelInitializer: kernelInitializer(),
      }),
      x,
    );
  const norm = (name: string, x: tf.SymbolicTensor) =>
    through(tf.layers.batchNormalization({ name, momentum: 0.9 }), x);
  const relu = (x: tf.SymbolicTensor) => through(tf.layers.reLU(), x);

  const input = tf.input({ shape: [28, 28, 1] });
  let x = relu(norm('stem-norm', conv('stem', input, widths[0]!, 3, 2)));
  for (const [stage, filters] of widths.entries()) {
    for (let block = 0; block < blocks; block++) {
      const name = `stage${stage + 1}-block${block + 1}`;
      const strides = block === 0 ? 2 : 1;
      const inner = relu(norm(`${name}-norm1`, conv(`${name}-conv1`, x, filters, 3, strides)));
      const residual = norm(`${name}-norm2`, conv(`${name}-conv2`, inner, filters, 3, 1));
      const shortcut = block === 0 ? conv(`${name}-shortcut`, x, filters, 1, strides) : x;
      x = relu(through(tf.layers.add(), [residual, shortcut]));
    }
  }
  const pooled = through(tf.layers.globalAveragePooling2d({}), x);
  const head = tf.layers.dense({
    name: 'head',
    units: 10,
    activation: 'softmax',
    kernelInitializer: kernelInitializer(),
  });
  return tf.model({ inputs: input, outputs: through(head, pooled) });
}

function through(layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  const y = layer.apply(x);
  if (!(y instanceof tf.SymbolicTensor)) throw new Error(`residual-network: ${layer.name} must have one output`);
  return y;
}
