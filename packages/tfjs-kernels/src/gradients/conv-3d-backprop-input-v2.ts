import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs';
import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of a transposed convolution of volumes: their convolution, and the gradient of its filter. */
export const conv3dBackpropInputV2: OpGradient = gradientOf(
  'Conv3DBackpropInputV2',
  { inputsToSave: ['dy', 'filter'] },
  (tf, ddx, [dy, filter], given) => {
    const run = (kernelName: string, inputs: Record<string, Tensor>, attrs: NamedAttrMap): Tensor =>
      tf.engine().runKernel(kernelName, inputs, { ...given, ...attrs });
    return {
      dy: () => run('Conv3D', { x: ddx, filter: filter! }, { dilations: [1, 1, 1], dataFormat: 'NDHWC' }),
      filter: () => run('Conv3DBackpropFilterV2', { x: ddx, dy: dy! }, { filterShape: filter!.shape }),
    };
  },
);
