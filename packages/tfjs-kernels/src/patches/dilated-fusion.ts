import type { Tensor } from '@tensorflow/tfjs';
import { type Dilated, dilatedGradients, isDilated } from '../derivatives/dilated-gradients.ts';
import { summedTo } from '../derivatives/summed-to.ts';
import { type Engine, isEngine, UNKNOWN_ENGINE } from './engine.ts';
import { override } from './override.ts';
import type { Patch } from './patch.ts';

/** The fused kernels of convolutions, and the plain ones. */
const PLAIN: Readonly<Record<string, Dilated['kernelName'] | undefined>> = {
  FusedConv2D: 'Conv2D',
  FusedDepthwiseConv2D: 'DepthwiseConv2dNative',
};

/**
 * Gradients of `tf.fused.conv2d` and `tf.fused.depthwiseConv2d` with dilations, and so of the Conv2D layer. Both ops bring a gradient
 * of their own that refuses dilations, so no registered one is asked; it is exchanged where they hand it to `tf.customGrad`.
 */
export const dilatedFusion: Patch = {
  patchName: 'gradients of dilated fused convolutions',
  apply(tf) {
    const engine: unknown = tf.engine();
    if (!isEngine(engine)) return UNKNOWN_ENGINE;
    const { customGrad, runKernel } = engine;
    let fused: Pick<Dilated, 'kernelName' | 'attrs'> | undefined;
    const take = (): typeof fused => {
      const taken = fused;
      fused = undefined;
      return taken;
    };

    return override<Engine>(engine, {
      runKernel(name, inputs, attrs) {
        const kernelName = PLAIN[name];
        if (kernelName && attrs && isDilated(attrs)) fused = { kernelName, attrs };
        return runKernel.call(engine, name, inputs, attrs);
      },
      customGrad(f) {
        return customGrad.call(engine, (...args) => {
          take();
          const result = f(...args);
          const convolution = take();
          if (!convolution) return result;
          // Only linear activations are fused while gradients are taken.
          const gradFunc = (dy: Tensor, [filter, x, y, bias]: Tensor[]): Tensor[] => {
            const d = dy.reshape(y!.shape);
            const gradients = dilatedGradients(tf, { ...convolution, x: x!, filter: filter! }, d);
            return [gradients.x(), gradients.filter(), ...(bias ? [summedTo(tf, d, bias.shape)] : [])];
          };
          return { value: result.value, gradFunc };
        });
      },
    });
  },
};
