import type { TensorFlow } from '../tensorflow.ts';

/** A change to the engine of TensorFlow.js, for what no registered kernel or gradient can give. */
export interface Patch {
  readonly patchName: string;
  /** Makes the change and gives the way back, or says why it cannot be made. */
  apply(tf: TensorFlow): (() => void) | string;
}
