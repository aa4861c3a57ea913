import * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';
import { apply } from './apply.ts';
import type { Initializers } from './initializers.ts';
import { scaleWidths } from './scale-widths.ts';
import { type Chain, defineTemplate, type StudentOptions, type Template } from './template.ts';

/** Options of the MobileNets. */
export interface MobileNetOptions extends StudentOptions {
  /** By what the widths of the publication are multiplied where none are given; 1 if left out. */
  readonly alpha?: number;
}

interface Layout {
  readonly widths: readonly number[];
  readonly strides: readonly number[];
}

const published: Layout = {
  widths: [32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024],
  strides: [2, 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1],
};
const small: Layout = { widths: [16, 32, 64, 128, 128], strides: [1, 2, 1, 2, 1] };

/**
 * MobileNet, the first: a convolution and thirteen depthwise separable ones, fourteen widths, for images of 224 × 224 pixels or so.
 * @see Howard et al., "MobileNets: Efficient convolutional neural networks for mobile vision applications", 2017, table 1
 */
export const mobileNet: Template<MobileNetOptions> = defineTemplate('mobile-net', (options, initializers) =>
  chainOf(published, options, initializers),
);

/** A MobileNet for images of 28 × 28 pixels or so: a convolution and four depthwise separable ones, five widths. */
export const smallMobileNet: Template<MobileNetOptions> = defineTemplate('small-mobile-net', (options, initializers) =>
  chainOf(small, options, initializers),
);

function chainOf({ widths, strides }: Layout, options: MobileNetOptions, initializers: Initializers): Chain {
  const { classes, alpha = 1 } = options;
  if (options.widths && options.alpha !== undefined) {
    throw new OptionError('mobile-net: one of alpha and widths must be given, not both');
  }
  const normalised = (layer: tf.layers.Layer, x: tf.SymbolicTensor) => {
    const y = apply(tf.layers.batchNormalization({ name: `${layer.name}_bn`, momentum: 0.9 }), apply(layer, x));
    return apply(tf.layers.reLU({ name: `${layer.name}_relu`, maxValue: 6 }), y);
  };
  const common = { padding: 'same', useBias: false } as const;
  const convolution = (x: tf.SymbolicTensor, name: string, filters: number, kernelSize: number, stride = 1) => {
    const kernelInitializer = initializers.kernel();
    return normalised(
      tf.layers.conv2d({ name, filters, kernelSize, strides: stride, kernelInitializer, ...common }),
      x,
    );
  };
  return {
    widths: scaleWidths(widths, alpha),
    block(x, index, width) {
      const stride = strides[index]!;
      if (index === 0) return convolution(x, 'conv1', width, 3, stride);
      const depthwise = tf.layers.depthwiseConv2d({
        name: `conv_dw_${index}`,
        kernelSize: 3,
        strides: stride,
        depthwiseInitializer: initializers.depthwise(3),
        ...common,
      });
      return convolution(normalised(depthwise, x), `conv_pw_${index}`, width, 1);
    },
    end(x) {
      const average = tf.layers.globalAveragePooling2d({ name: 'average', dataFormat: 'channelsLast' });
      const dropout = tf.layers.dropout({ name: 'dropout', rate: 0.001, seed: initializers.seed() });
      const logits = tf.layers.dense({ name: 'preds', units: classes, kernelInitializer: initializers.logits() });
      return [average, dropout, logits].reduce((y, layer) => apply(layer, y), x);
    },
  };
}
