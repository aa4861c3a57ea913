import * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';
import { apply } from './apply.ts';
import { blank, type Initializers, seeded } from './initializers.ts';

/** What every template takes. */
export interface StudentOptions {
  /** Height, width and channels of an image. */
  readonly inputShape: readonly number[];
  readonly classes: number;
  /** The channels that each block gives; those of the publication if left out. */
  readonly widths?: readonly number[];
  /** Of the weights; 0 if left out. */
  readonly seed?: number;
  /** What the network gives: probabilities, or logits. */
  readonly activation?: 'softmax' | 'linear';
}

/** A network as a chain: each block sees what the block before it gives, and nothing else. */
export interface Chain {
  /** The channels that each block gives if nothing else is asked for. */
  readonly widths: readonly number[];
  /** What a block of some width makes of images [batch, height, width, channels]. */
  block(x: tf.SymbolicTensor, index: number, width: number): tf.SymbolicTensor;
  /** Logits [batch, classes] of what the last block gives. */
  end(x: tf.SymbolicTensor): tf.SymbolicTensor;
}

/** A family of networks: a function that makes one of them, and can tell of its blocks. */
export interface Template<Options extends StudentOptions = StudentOptions> {
  (options: Options): tf.LayersModel;
  readonly id: string;
  /** The channels that each block gives if nothing else is asked for. */
  widths(options: Options): readonly number[];
  /** The blocks, with layers that begin as the initializers say. */
  chain(options: Options, initializers: Initializers): Chain;
}

/**
 * A template of the blocks that `chain` gives. Layers should have names, and the same ones each time: weights are called after them.
 * The template throws OptionError if sizes are no positive integers, or if there is not a width for each block.
 */
export function defineTemplate<Options extends StudentOptions = StudentOptions>(
  id: string,
  chain: Template<Options>['chain'],
): Template<Options> {
  const build = (options: Options): tf.LayersModel => {
    const { inputShape, classes, seed, activation = 'softmax' } = options;
    checkSizes(id, 'inputShape', inputShape, 3);
    checkSizes(id, 'classes', [classes], 1);
    const blocks = chain(options, seeded(seed));
    const widths = options.widths ?? blocks.widths;
    checkSizes(id, 'widths', widths, blocks.widths.length);
    const image = tf.input({ shape: [...inputShape], name: 'image' });
    const features = widths.reduce((x, width, index) => blocks.block(x, index, width), image);
    const outputs = apply(tf.layers.activation({ activation, name: activation }), blocks.end(features));
    return tf.model({ inputs: image, outputs, name: id });
  };
  return Object.assign(build, { id, chain, widths: (options: Options) => chain(options, blank).widths });
}

/** @throws OptionError if these are not that many positive integers. */
export function checkSizes(id: string, name: string, sizes: readonly number[], count: number): void {
  if (sizes.length === count && sizes.every((size) => Number.isInteger(size) && size > 0)) return;
  const rule = count === 1 ? 'a positive integer' : `${count} positive integers`;
  throw new OptionError(`${id}: ${name} must be ${rule}, not ${JSON.stringify(count === 1 ? sizes[0] : sizes)}`);
}
