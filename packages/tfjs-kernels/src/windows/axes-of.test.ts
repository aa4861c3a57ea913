import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { moving } from '../parity/_windows.test.ts';
import { axesOf } from './axes-of.ts';

const settings = { seed: 1, numRuns: 300, includeErrorInReport: true };
const roundings = fc.constantFrom('floor' as const, 'round' as const, 'ceil' as const, undefined);

test('a window moves over volumes as TensorFlow.js says', (t) => {
  fc.assert(
    fc.property(moving({ axes: 3, dilation: 2 }), roundings, ({ shape, size, strides, dilations, pad }, rounding) => {
      const triple = ([a = 1, b = 1, c = 1]: readonly number[]): [number, number, number] => [a, b, c];
      const [batch, depth = 0, height = 0, width = 0, channels = 0] = shape;
      const mode = typeof pad === 'number' ? rounding : undefined;
      const info = tf.backend_util.computePool3DInfo(
        [batch, depth, height, width, channels],
        triple(size),
        triple(strides),
        triple(dilations),
        pad,
        mode,
      );
      const axes = axesOf(shape, [...size], {
        strides: [...strides],
        dilations: [...dilations],
        pad,
        ...(mode && { dimRoundingMode: mode }),
      });
      t.deepEqual(
        axes.map(({ places }) => places),
        [info.outDepth, info.outHeight, info.outWidth],
      );
      const { front, top, left } = info.padInfo;
      t.deepEqual(
        axes.map(({ before }) => before),
        [front, top, left],
      );
    }),
    settings,
  );
});

test('a window moves over images as TensorFlow.js says', (t) => {
  fc.assert(
    fc.property(moving({ axes: 2, dilation: 2 }), roundings, ({ shape, size, strides, dilations, pad }, rounding) => {
      const pair = ([a = 1, b = 1]: readonly number[]): [number, number] => [a, b];
      const [batch, height = 0, width = 0, channels = 0] = shape;
      const mode = typeof pad === 'number' ? rounding : undefined;
      const images: [number, number, number, number] = [batch, height, width, channels];
      const info = tf.backend_util.computePool2DInfo(images, pair(size), pair(strides), pair(dilations), pad, mode);
      const [, tall, wide] = axesOf(shape, [...size], {
        strides: [...strides],
        dilations: [...dilations],
        pad,
        ...(mode && { dimRoundingMode: mode }),
      });
      t.deepEqual([tall.places, wide.places], [info.outHeight, info.outWidth]);
      t.deepEqual([tall.before, wide.before], [info.padInfo.top, info.padInfo.left]);
    }),
    settings,
  );
});
