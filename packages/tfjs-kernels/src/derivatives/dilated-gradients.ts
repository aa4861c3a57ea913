import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import { registered } from '../capabilities/registered.ts';
import { pairOf } from '../heap/attributes.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { windowOf } from '../windows/axes-of.ts';

/** A convolution of stride 1 as it was: its kernel, what that was given and told. */
export interface Dilated {
  readonly kernelName: 'Conv2D' | 'DepthwiseConv2dNative';
  readonly x: Tensor;
  readonly filter: Tensor;
  readonly attrs: NamedAttrMap;
}

/** Whether a convolution skips pixels, which the gradients of TensorFlow.js refuse. */
export const isDilated = (attrs: NamedAttrMap | undefined): boolean =>
  pairOf(attrs?.dilations).some((dilation) => dilation > 1);

/**
 * The gradients of a dilated convolution. Where the kernels of this package are not at hand, they are made of those of plain ones:
 * pixels that lie `dilations` apart are an image of their own (`tf.spaceToBatchND`), over which the filter moves without gaps.
 */
export function dilatedGradients(
  tf: TensorFlow,
  { kernelName, x, filter, attrs }: Dilated,
  dy: Tensor,
): { x(): Tensor; filter(): Tensor } {
  if (attrs.dataFormat === 'NCHW') {
    const channelsLast = (images: Tensor) => tf.transpose(images, [0, 2, 3, 1]);
    const given = { kernelName, x: channelsLast(x), filter, attrs: { ...attrs, dataFormat: 'NHWC' } };
    const gradients = dilatedGradients(tf, given, channelsLast(dy));
    return { x: () => tf.transpose(gradients.x(), [0, 3, 1, 2]), filter: gradients.filter };
  }
  const backprop = (side: 'Input' | 'Filter', inputs: Record<string, Tensor>, given: NamedAttrMap): Tensor =>
    tf.engine().runKernel(`${kernelName}Backprop${side}`, inputs, given);
  const sides = [`${kernelName}BackpropInput`, `${kernelName}BackpropFilter`];
  if (sides.every((name) => registered.has(tf.getKernel(name, tf.getBackend())?.kernelFunc))) {
    return {
      x: () => backprop('Input', { dy, filter }, { ...attrs, inputShape: x.shape }),
      filter: () => backprop('Filter', { x, dy }, { ...attrs, filterShape: filter.shape }),
    };
  }
  const [height = 1, width = 1] = filter.shape;
  const [, , , , , , , , , padTop, padLeft] = windowOf(x.shape, dy.shape, [height, width], attrs);
  const dilations = pairOf(attrs.dilations);
  const margins = [padTop, padLeft].map((before, i) => {
    const [length, seen, gaps] = [x.shape[i + 1]!, dy.shape[i + 1]!, (filter.shape[i]! - 1) * dilations[i]!];
    // Beyond the padding each image gets as many rows and columns as the others.
    const filler = -(seen + gaps) % dilations[i]!;
    return { before, after: seen + gaps - length - before, filler: filler < 0 ? filler + dilations[i]! : 0 };
  });
  const around = margins.map(({ before, after, filler }) => [before, after + filler]);
  const split = tf.spaceToBatchND(
    dy,
    dilations,
    margins.map(({ filler }) => [0, filler]),
  );
  const plain = { strides: [1, 1], pad: 'valid', dataFormat: 'NHWC', dilations: [1, 1] };
  return {
    x() {
      const [images = 0, rows = 0, columns = 0] = split.shape;
      const inputShape = [images, rows + height - 1, columns + width - 1, x.shape[3]!];
      const dx = backprop('Input', { dy: split, filter }, { ...plain, inputShape });
      return tf.batchToSpaceND(dx, dilations, around);
    },
    filter() {
      const images = tf.spaceToBatchND(x, dilations, around);
      return backprop('Filter', { x: images, dy: split }, { ...plain, filterShape: filter.shape });
    },
  };
}
