import { broadcastGradient } from '../broadcast-gradient.ts';
import type { OpGradient } from '../op-gradient.ts';

/** The gradient of `tf.minimum`, where one tensor is broadcast as well. */
export const minimum: OpGradient = broadcastGradient('Minimum');
