import * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';
import { apply } from './apply.ts';
import type { Initializers } from './initializers.ts';
import { type Chain, defineTemplate, type StudentOptions, type Template } from './template.ts';

/** Options of the SqueezeNets. */
export interface FireOptions extends StudentOptions {
  /** Channels of the squeeze layer of a Fire module, as a share of those that the module gives; 1/8 if left out. */
  readonly squeezeRatio?: number;
  /** Whether what goes into a Fire module is added to what it gives, where both have the same shape. */
  readonly bypass?: boolean;
}

/** Options of `squeezeNet`. */
export interface SqueezeNetOptions extends FireOptions {
  readonly version?: '1.0' | '1.1';
}

interface Layout {
  readonly widths: readonly number[];
  /** Of the convolution that comes first. */
  readonly kernelSize: number;
  readonly padding: 'valid' | 'same';
  /** The blocks that pooling follows. */
  readonly pooled: readonly number[];
  /** Whether logits go through a rectifier before they are averaged. */
  readonly rectified: boolean;
}

const fires = [128, 128, 256, 256, 384, 384, 512, 512];
const LAYOUTS: Readonly<Record<'1.0' | '1.1' | 'small', Layout>> = {
  '1.0': { widths: [96, ...fires], kernelSize: 7, padding: 'valid', pooled: [0, 3, 7], rectified: true },
  '1.1': { widths: [64, ...fires], kernelSize: 3, padding: 'valid', pooled: [0, 2, 4], rectified: true },
  // A class whose logits are all negative at the start would never be learnt by so few of them.
  small: { widths: [32, 64, 64, 128, 128], kernelSize: 3, padding: 'same', pooled: [2], rectified: false },
};

/**
 * SqueezeNet: a convolution and eight Fire modules, nine widths, for images of 227 × 227 pixels or so. Version 1.0 has 1,248,424
 * parameters for 1000 classes, version 1.1 takes less than half the multiply-adds.
 * @see Iandola, Han, Moskewicz, Ashraf, Dally, Keutzer, "SqueezeNet", 2016, table 1, and section 6 on the bypass
 */
export const squeezeNet: Template<SqueezeNetOptions> = defineTemplate('squeeze-net', (options, initializers) =>
  chainOf(LAYOUTS[options.version ?? '1.0'], options, initializers),
);

/** A SqueezeNet for images of 28 × 28 pixels or so: a convolution and four Fire modules, five widths. */
export const smallSqueezeNet: Template<FireOptions> = defineTemplate('small-squeeze-net', (options, initializers) =>
  chainOf(LAYOUTS.small, options, initializers),
);

function chainOf(layout: Layout, options: FireOptions, initializers: Initializers): Chain {
  const { widths, kernelSize, padding, pooled, rectified } = layout;
  const { classes, squeezeRatio = 1 / 8, bypass = false } = options;
  if (!(squeezeRatio > 0)) throw new OptionError(`squeeze-net: squeezeRatio must be positive, not ${squeezeRatio}`);
  const convolution = (x: tf.SymbolicTensor, name: string, filters: number, size: number, strides = 1) =>
    apply(
      tf.layers.conv2d({
        name,
        filters,
        kernelSize: size,
        strides,
        padding: strides > 1 ? padding : 'same',
        activation: 'relu',
        kernelInitializer: initializers.kernel(),
      }),
      x,
    );

  const fire = (x: tf.SymbolicTensor, name: string, width: number) => {
    if (width % 2 > 0) throw new OptionError(`squeeze-net: widths of Fire modules must be even, not ${width}`);
    const squeezed = convolution(x, `${name}_squeeze1x1`, Math.max(1, Math.round(width * squeezeRatio)), 1);
    const expanded = [1, 3].map((size) => convolution(squeezed, `${name}_expand${size}x${size}`, width / 2, size));
    const y = apply(tf.layers.concatenate({ name: `${name}_concat` }), expanded);
    return bypass && x.shape[3] === width ? apply(tf.layers.add({ name: `${name}_bypass` }), [x, y]) : y;
  };

  return {
    widths,
    block(x, index, width) {
      const y = index === 0 ? convolution(x, 'conv1', width, kernelSize, 2) : fire(x, `fire${index + 1}`, width);
      if (!pooled.includes(index)) return y;
      return apply(tf.layers.maxPooling2d({ name: `pool${index + 1}`, poolSize: 3, strides: 2, padding }), y);
    },
    end(x) {
      const name = `conv${widths.length + 1}`;
      const kept = apply(tf.layers.dropout({ name: `${name}_dropout`, rate: 0.5, seed: initializers.seed() }), x);
      const activation = rectified ? 'relu' : 'linear';
      const kernelInitializer = initializers.logits();
      const logits = tf.layers.conv2d({ name, filters: classes, kernelSize: 1, activation, kernelInitializer });
      return apply(
        tf.layers.globalAveragePooling2d({ name: 'average', dataFormat: 'channelsLast' }),
        apply(logits, kept),
      );
    },
  };
}
