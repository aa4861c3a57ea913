import * as tf from '@tensorflow/tfjs';
import { type Operation, plainOps, type Tensor } from '@tensorpress/core';
import test from 'ava';
import { useWasm } from './_wasm.test.ts';
import { tfOps } from './index.ts';

test.before(useWasm);

const map = (x: Tensor<'f32'>, f: (value: number, i: number) => number): Tensor<'f32'> => ({
  ...x,
  data: x.data.map(f),
});

/** a² b, of tensors of one shape. */
const squareTimes: Operation = {
  forward: (a, b) => map(a!, (value, i) => value ** 2 * b!.data[i]!),
  gradient: (dy, a, b) => [
    dy.data.map((value, i) => 2 * value * a!.data[i]! * b!.data[i]!),
    dy.data.map((value, i) => value * a!.data[i]! ** 2),
  ],
};

test.serial(
  'an operation of its own gives what other operations would, with their gradients, and leaves nothing behind',
  async (t) => {
    const a = tf.tensor([1, -2, 3, 0.5], [2, 2]);
    const b = tf.tensor([4, 1, -1, 2], [2, 2]);
    const expected = (a: tf.Tensor, b: tf.Tensor) => a.square().mul(b);
    const { numTensors } = tf.memory();
    for (const backend of ['cpu', 'wasm']) {
      await tf.setBackend(backend);
      tf.tidy(() => {
        t.deepEqual([...tfOps.apply(squareTimes, a, b).dataSync()], [...expected(a, b).dataSync()]);
        // Twice, and behind another operation.
        const loss = (f: typeof expected) => tf.grads((a, b) => tf.sum(f(f(a!.mul(3), b!), b!)))([a, b]);
        const found = loss((a, b) => tfOps.apply(squareTimes, a, b));
        for (const [i, gradient] of loss(expected).entries()) {
          t.deepEqual(found[i]!.shape, [2, 2]);
          t.deepEqual([...found[i]!.dataSync()], [...gradient.dataSync()]);
        }
      });
      t.is(tf.memory().numTensors, numTensors, backend);
    }
  },
);

test.serial('an operation takes floats only', (t) => {
  const codes = tf.tensor([1, 2], [2], 'int32');
  t.teardown(() => codes.dispose());
  t.throws(() => tfOps.apply(squareTimes, codes, codes), { message: 'apply: inputs must be float32, not int32' });
  const plain: Tensor = { dtype: 'i32', shape: [1], data: Int32Array.of(1) };
  t.throws(() => plainOps.apply(squareTimes, plain, plain), { message: 'apply: inputs must be f32, not i32' });
});
