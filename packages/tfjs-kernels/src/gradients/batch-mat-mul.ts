import { broadcastGradient } from '../derivatives/broadcast-gradient.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** Of products of batches of matrices, where one batch was repeated for the other. */
export const batchMatMul: OpGradient = broadcastGradient('BatchMatMul');
