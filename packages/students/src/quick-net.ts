import * as tf from '@tensorflow/tfjs';
import { apply } from './apply.ts';
import type { Initializers } from './initializers.ts';
import { type Chain, defineTemplate, type StudentOptions, type Template } from './template.ts';

interface Layout {
  readonly widths: readonly number[];
  /** How many blocks, from the first on, halve height and width. */
  readonly pooled: number;
}

/**
 * In the manner of QuickNet: the reference network of Darknet with depthwise separable convolutions and parametric rectifiers, seven
 * widths. The blocks are those that the publication describes; its table of layers, which has more of them, is not followed.
 * @see Ghosh, "QuickNet: Maximizing efficiency and efficacy in deep architectures", 2017
 */
export const quickNet: Template = defineTemplate('quick-net', (options, initializers) =>
  chainOf({ widths: [16, 32, 64, 128, 256, 512, 1024], pooled: 6 }, options, initializers),
);

/** A QuickNet for images of 28 × 28 pixels or so: four widths. */
export const smallQuickNet: Template = defineTemplate('small-quick-net', (options, initializers) =>
  chainOf({ widths: [16, 32, 64, 128], pooled: 2 }, options, initializers),
);

function chainOf({ widths, pooled }: Layout, { classes }: StudentOptions, initializers: Initializers): Chain {
  return {
    widths,
    block(x, index, filters) {
      const name = `conv${index + 1}`;
      const common = { name, filters, kernelSize: 3, padding: 'same', useBias: false } as const;
      const layers: tf.layers.Layer[] = [
        index === 0
          ? tf.layers.conv2d({ ...common, kernelInitializer: initializers.kernel() })
          : tf.layers.separableConv2d({
              ...common,
              depthwiseInitializer: initializers.depthwise(3),
              pointwiseInitializer: initializers.kernel(),
            }),
        tf.layers.batchNormalization({ name: `${name}_bn`, momentum: 0.9 }),
        // One slope for each channel, from where He et al. 2015 begin.
        tf.layers.prelu({
          name: `${name}_prelu`,
          sharedAxes: [1, 2],
          alphaInitializer: tf.initializers.constant({ value: 0.25 }),
        }),
      ];
      if (index < pooled) {
        layers.push(tf.layers.maxPooling2d({ name: `${name}_pool`, poolSize: 2, strides: 2, padding: 'same' }));
      }
      return layers.reduce((y, layer) => apply(layer, y), x);
    },
    end(x) {
      const name = `conv${widths.length + 1}`;
      const layers = [
        tf.layers.dropout({ name: `${name}_dropout`, rate: 0.5, seed: initializers.seed() }),
        tf.layers.conv2d({ name, filters: classes, kernelSize: 1, kernelInitializer: initializers.logits() }),
        tf.layers.globalAveragePooling2d({ name: 'average', dataFormat: 'channelsLast' }),
      ];
      return layers.reduce((y, layer) => apply(layer, y), x);
    },
  };
}
