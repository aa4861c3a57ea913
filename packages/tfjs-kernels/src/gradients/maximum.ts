import { broadcastGradient } from '../derivatives/broadcast-gradient.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.maximum`, where one tensor is broadcast as well. */
export const maximum: OpGradient = broadcastGradient('Maximum');
