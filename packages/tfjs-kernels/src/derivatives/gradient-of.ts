import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.ts';
import type { OpGradient } from './op-gradient.ts';

/** Gradients by the name of their input, made when they are needed. */
export type Gradients = Readonly<Record<string, () => Tensor>>;

/** The gradient of a kernel of one output, whose tensors in `save` are handed to `derive`. */
export const gradientOf = (
  kernelName: string,
  save: Omit<GradConfig, 'kernelName' | 'gradFunc'>,
  derive: (tf: TensorFlow, dy: Tensor, saved: readonly Tensor[], attrs: NamedAttrMap) => Gradients,
): OpGradient => ({
  kernelName,
  make: (tf) => ({
    kernelName,
    ...save,
    gradFunc: (dy, saved, attrs) => derive(tf, [dy].flat()[0]!, saved, attrs),
  }),
});
