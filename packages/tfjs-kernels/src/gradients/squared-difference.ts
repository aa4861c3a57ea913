import { broadcastGradient } from '../derivatives/broadcast-gradient.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.squaredDifference`, where one tensor is broadcast as well. */
export const squaredDifference: OpGradient = broadcastGradient('SquaredDifference');
