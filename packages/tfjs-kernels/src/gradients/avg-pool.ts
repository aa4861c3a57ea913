import { axesOf } from '../axes-of.ts';
import { explicitPadding } from '../explicit-padding.ts';
import { gradientOf } from '../gradient-of.ts';
import type { OpGradient } from '../op-gradient.ts';
import { sharedInside } from '../shared-inside.ts';

/**
 * The gradient of `tf.avgPool`: each dy in equal shares to what its window saw. The stock gradient gives shares to the padding as well, and
 * knows no `dimRoundingMode`.
 */
export const avgPool: OpGradient = gradientOf('AvgPool', { inputsToSave: ['x'] }, (tf, dy, [input], attrs) => ({
  x() {
    const { filterSize = 1, strides = 1 } = attrs;
    const axes = axesOf(input!.shape, filterSize, attrs, dy.shape);
    const inputs = { dy: sharedInside(tf, dy, axes), input: input! };
    return tf.engine().runKernel('AvgPoolGrad', inputs, { filterSize, strides, pad: explicitPadding(axes) });
  },
}));
