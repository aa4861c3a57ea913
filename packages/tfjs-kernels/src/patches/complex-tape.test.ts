import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { install } from '../install.ts';
import { slopes } from '../parity/_differences.test.ts';
import { backends, held, noisy, on, valuesOf } from '../parity/_parity.test.ts';

test.before(async () => {
  await backends();
  await install(tf);
});

const numbers = (z: tf.Tensor) => Array.from(z.dataSync(), (x) => Math.round(1000 * x) / 1000);

for (const backend of ['cpu', 'wasm'] as const) {
  test.serial(`on ${backend} the gradient for a complex tensor is complex, and nothing of it is held`, async (t) => {
    await on(backend, () => {
      const z = tf.complex([1, 2], [3, 4]);
      const before = held();
      tf.tidy(() => {
        const energy = (w: tf.Tensor) => tf.sum(tf.square(tf.abs(w)));
        t.deepEqual(numbers(tf.grad(energy)(z)), [2, 6, 4, 8]);
        t.deepEqual(numbers(tf.grad((w: tf.Tensor) => tf.real(w))(z)), [1, 0, 1, 0]);
        t.deepEqual(numbers(tf.grad((w: tf.Tensor) => tf.imag(w))(z)), [0, 1, 0, 1]);
        const [dz, dx] = tf.grads((w: tf.Tensor, x: tf.Tensor) => tf.real(tf.mul(w, x)))([z, tf.tensor1d([5, 6])]);
        t.deepEqual(numbers(dz!), [5, 0, 6, 0]);
        t.deepEqual(numbers(dx!), [1, 2]);
        const { value, grad } = tf.valueAndGrad(energy)(z);
        t.deepEqual([numbers(value), numbers(grad)], [[30], [2, 6, 4, 8]]);
      });
      t.is(held(), before);
      z.dispose();
    });
  });

  test.serial(`on ${backend} variables behind a spectrum are trained`, async (t) => {
    await on(backend, async () => {
      const filter = tf.variable(noisy([6], 1));
      const wanted = noisy([6], 2);
      const optimizer = tf.train.sgd(0.05);
      const loss = () => {
        const spectrum = tf.spectral.rfft(tf.expandDims(filter));
        return tf.sum(tf.square(tf.sub(tf.spectral.irfft(spectrum), tf.expandDims(wanted)))).asScalar();
      };
      const first = tf.tidy(() => loss().dataSync()[0]!);
      const seen: string[] = [];
      for (let i = 0; i < 40; i++) {
        optimizer.minimize(loss);
        seen.push(held());
      }
      t.is(seen.at(-1), seen[0]);
      t.true(tf.tidy(() => loss().dataSync()[0]!) < 0.001 * first);
      filter.dispose();
      tf.dispose(wanted);
    });
  });
}

test.serial('a complex tensor that is used twice gets the sum of both gradients', async (t) => {
  const run = (x: tf.Tensor, y: tf.Tensor) => {
    const z = tf.spectral.fft(tf.complex(x, y));
    const [a, b] = [tf.real(z), tf.imag(z)];
    return tf.add(tf.mul(a, b), tf.abs(tf.add(tf.mul(z, z), z)));
  };
  await slopes({
    shapes: [
      [2, 5],
      [2, 5],
    ],
    run,
    seed: 1,
    tolerance: 1e-3,
  });
  t.pass();
});

test.serial('gradients of gradients go through complex tensors too', async (t) => {
  const energy = (x: tf.Tensor) => tf.sum(tf.pow(tf.abs(tf.spectral.rfft(x)), 4));
  await slopes({ shapes: [[1, 6]], run: (x) => tf.grad(energy)(x!), seed: 2, tolerance: 1e-3 });
  t.pass();
});

test.serial('a gradient of one’s own sees complex tensors', async (t) => {
  await on('wasm', () =>
    tf.tidy(() => {
      const conjugate = tf.customGrad((z) => {
        if (!(z instanceof tf.Tensor)) throw new TypeError('a tensor');
        return {
          value: tf.complex(tf.real(z), tf.neg(tf.imag(z))),
          gradFunc: (dy: tf.Tensor) => {
            t.is(dy.dtype, 'complex64');
            return tf.complex(tf.real(dy), tf.neg(tf.imag(dy)));
          },
        };
      });
      const dx = tf.grad((z: tf.Tensor) => tf.sum(tf.imag(conjugate(z)).mul(3)))(tf.complex([1, 2], [3, 4]));
      t.deepEqual(numbers(dx), [0, -3, 0, -3]);
    }),
  );
});

test.serial('a complex result is refused, since it has no gradient', async (t) => {
  await on('wasm', () => {
    const x = noisy([4], 1);
    const before = held();
    t.throws(() => tf.grad((y: tf.Tensor) => tf.spectral.fft(tf.complex(y, y)))(x), { message: /must be real/ });
    t.is(held(), before);
    x.dispose();
  });
});

test.serial('gradients of real tensors are what they were, and undo gives the engine its methods back', async (t) => {
  const engine = tf.engine();
  const methods = ['addTapeNode', 'gradients', 'runKernel', 'customGrad'];
  const installation = await install(tf);
  t.teardown(() => install(tf));
  const run = () => {
    const dx = tf.tidy(() => tf.grad((x: tf.Tensor) => tf.sum(tf.mul(tf.sin(x), x)))(noisy([5], 1)));
    const values = valuesOf(dx);
    dx.dispose();
    return values;
  };
  await tf.setBackend('cpu');
  const patched = run();
  t.true(methods.every((name) => Object.hasOwn(engine, name)));
  installation.undo();
  t.false(methods.some((name) => Object.hasOwn(engine, name)));
  t.deepEqual(run(), patched);
});
