import type { GradConfig } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.ts';

/** The gradient of a kernel, made of operations of TensorFlow.js, for every backend. */
export interface OpGradient {
  readonly kernelName: string;
  /** The gradient; `stock` is the one that was registered before, if any. */
  make(tf: TensorFlow, stock: GradConfig | undefined): GradConfig;
}
