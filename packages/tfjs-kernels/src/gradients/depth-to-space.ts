import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.depthToSpace`: the blocks of dy put back into the channels. */
export const depthToSpace: OpGradient = gradientOf('DepthToSpace', {}, (tf, dy, _, attrs) => ({
  x() {
    const block = Number(attrs.blockSize);
    if (attrs.dataFormat === 'NCHW') {
      const [batch = 0, depth = 0, height = 0, width = 0] = dy.shape;
      const [rows, columns] = [height / block, width / block];
      const blocks = dy.reshape([batch, depth, rows, block, columns, block]);
      return tf.transpose(blocks, [0, 3, 5, 1, 2, 4]).reshape([batch, block * block * depth, rows, columns]);
    }
    const [batch = 0, height = 0, width = 0, depth = 0] = dy.shape;
    const [rows, columns] = [height / block, width / block];
    const blocks = dy.reshape([batch * rows, block, columns, block * depth]);
    return tf.transpose(blocks, [0, 2, 1, 3]).reshape([batch, rows, columns, block * block * depth]);
  },
}));
