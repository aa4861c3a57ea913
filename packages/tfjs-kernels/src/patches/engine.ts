import type { GradFunc, NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import { hasMethods } from '../has-methods.ts';

/** What the tape needs to know of a tensor. */
export type OnTape = Pick<Tensor, 'id' | 'shape' | 'size' | 'dtype'>;

/** The tensors that a kernel was given; some names stand for none. */
export type Inputs = Readonly<Record<string, OnTape | null | undefined>>;

/** What makes a gradient that is not registered; see `tf.customGrad`. */
export type CustomFunction = (...args: never[]) => {
  value: Tensor;
  gradFunc(dy: Tensor, saved: Tensor[]): Tensor | Tensor[];
};

/** The internals of the engine of TensorFlow.js 4.22 that patches need. */
export interface Engine {
  addTapeNode(
    kernelName: string,
    inputs: Inputs,
    outputs: readonly OnTape[],
    gradFunc: GradFunc | null | undefined,
    saved: readonly Tensor[],
    attrs: NamedAttrMap | undefined,
  ): void;
  gradients(
    f: () => Tensor,
    xs: readonly OnTape[],
    dy?: Tensor,
    allowNoGradients?: boolean,
  ): { value: Tensor; grads: (Tensor | undefined)[] };
  customGrad(f: CustomFunction): (...inputs: Tensor[]) => Tensor;
  runKernel(kernelName: string, inputs: Inputs, attrs?: NamedAttrMap): Tensor | Tensor[];
  nextTensorId(): number;
  keep(tensor: Tensor): Tensor;
}

/** Whether `engine` has what patches change: checked, since these names are not part of any interface. */
export const isEngine = (engine: unknown): engine is Engine =>
  hasMethods(engine, ['addTapeNode', 'gradients', 'customGrad', 'runKernel', 'nextTensorId', 'keep']);

/** Why an engine is left as it is. */
export const UNKNOWN_ENGINE = 'the engine works otherwise: made for @tensorflow/tfjs 4.22';
