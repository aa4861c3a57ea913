import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.topk`: the gradients of the values where they came from. */
export const topK: OpGradient = {
  kernelName: 'TopK',
  make: (tf) => ({
    kernelName: 'TopK',
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc(dy, [x, indices]) {
      return {
        x() {
          const [dValues] = [dy].flat();
          const length = x!.shape.at(-1)!;
          const k = indices!.shape.at(-1)!;
          const rows = x!.size / length;
          const first = tf.range(0, rows, 1, 'int32').mul(tf.scalar(length, 'int32')).reshape([rows, 1]);
          const places = tf.add(indices!.reshape([rows, k]), first).reshape([-1]);
          return tf.unsortedSegmentSum(dValues!.reshape([-1]), places.as1D(), x!.size).reshape(x!.shape);
        },
      };
    },
  }),
};
