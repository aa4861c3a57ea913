import type * as tf from '@tensorflow/tfjs';
import type { OutputKind } from './output-kind.ts';

/** Somebody who can be asked. */
export interface Teacher {
  /** What each output is, as far as that is known. */
  readonly kinds: readonly (OutputKind | undefined)[];
  /** The logits of each output for some inputs, or values as they are, and then what is asked for of its inside. */
  ask(xs: tf.Tensor[]): tf.Tensor[];
  /** What tells teachers apart. */
  digest(): Promise<Float32Array<ArrayBuffer>>;
  dispose(): void;
}
