import type * as tf from '@tensorflow/tfjs';

/** What a loss sees of a batch. */
export interface Lecture {
  readonly xs: readonly tf.Tensor[];
  /** The labels; none where data are unlabelled. */
  readonly ys: readonly tf.Tensor[];
  /** Logits of each output, or values as they are. */
  readonly student: readonly tf.Tensor[];
  readonly teacher: readonly tf.Tensor[];
  /** What the layers give that the loss asked for. */
  readonly studentLayers: readonly tf.Tensor[];
  readonly teacherLayers: readonly tf.Tensor[];
}

/** A loss of one's own, by what it asks to see and how that becomes a number. */
export interface LossTerm {
  /** The layers of the student whose outputs it compares, by name. */
  readonly student?: readonly string[];
  /** Those of the teacher; nodes, where that is a GraphModel. */
  readonly teacher?: readonly string[];
  /** What it is multiplied by, 1 by default. */
  readonly weight?: number;
  /**
   * Puts layers of its own behind those of the student; they are trained with it and are no part of the result.
   * @param shapes Of what the layers of the teacher give, with the batch as first axis.
   * @param name Begins the names of layers, which are unique then.
   */
  readonly adapt?: (
    student: readonly tf.SymbolicTensor[],
    shapes: readonly (readonly number[])[],
    name: string,
    seed: number,
  ) => tf.SymbolicTensor[];
  loss(lecture: Lecture): tf.Scalar;
}

/** A loss that sees no layers may be a function alone. */
export type LossOption = LossTerm | LossTerm['loss'];
