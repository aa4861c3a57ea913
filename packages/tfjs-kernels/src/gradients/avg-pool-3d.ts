import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { axesOf } from '../windows/axes-of.ts';
import { sharedInside } from '../windows/shared-inside.ts';

/**
 * The gradient of `tf.avgPool3d`: each dy in equal shares to what its window saw. The stock gradient gives shares to the padding as well.
 */
export const avgPool3d: OpGradient = gradientOf('AvgPool3D', { inputsToSave: ['x'] }, (tf, dy, [input], attrs) => ({
  x() {
    const axes = axesOf(input!.shape, attrs.filterSize, attrs, dy.shape);
    const inputs = { dy: sharedInside(tf, dy, axes), input: input! };
    return tf.engine().runKernel('AvgPool3DGrad', inputs, attrs);
  },
}));
