import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { isWasmBackend } from '../heap/wasm-backend.ts';
import { install } from '../install.ts';
import { agree, backends, held, noisy, on, valuesOf } from '../parity/_parity.test.ts';

const settings = { seed: 1, numRuns: 8, includeErrorInReport: true };
const shape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
const given = fc.record({ shape, seed: fc.nat(9999) });

test.before(async () => {
  await backends();
  await install(tf);
});

test.beforeEach(async () => {
  await tf.setBackend('wasm');
});

/** The parts of a complex tensor as one real one, for which there is a gradient. */
const parts = (z: tf.Tensor) => tf.stack([tf.real(z), tf.imag(z)]);

const laws: Readonly<Record<string, (z: tf.Tensor, w: tf.Tensor) => tf.Tensor>> = {
  add: (z, w) => tf.add(z, w),
  sub: (z, w) => tf.sub(z, w),
  mul: (z, w) => tf.mul(z, w),
  'add of a real tensor': (z, w) => tf.add(z, tf.real(w)),
  'mul by a real tensor': (z, w) => tf.mul(tf.imag(w), z),
  concat: (z, w) => tf.concat([z, w, z], 0),
  'concat of one': (z) => tf.concat([z], 0),
  stack: (z, w) => tf.stack([z, w], 1),
  'stack of one': (z) => tf.stack([z]),
  reshape: (z) => tf.reshape(z, [-1]),
  expandDims: (z) => tf.expandDims(z, 1),
  clone: (z) => tf.clone(z),
  transpose: (z) => tf.transpose(z),
  zerosLike: (z, w) => tf.add(tf.zerosLike(z), w),
  onesLike: (z, w) => tf.add(tf.onesLike(z), w),
  'cast to float32 and back': (z, w) => tf.mul(tf.cast(tf.cast(z, 'float32'), 'complex64'), w),
};

for (const [name, law] of Object.entries(laws)) {
  test.serial(`${name} of complex tensors gives the same on both backends, forwards and backwards`, async (t) => {
    await fc.assert(
      fc.asyncProperty(given, ({ shape, seed }) =>
        agree({
          operands: () => [0, 1, 2, 3].map((i) => noisy(shape, seed + i)),
          run: (a, b, c, d) => {
            // Each operand has a part in the result, so that the operation need not have.
            const rest = tf.addN([a!, b!, c!, d!]).sum();
            return tf.add(parts(law(tf.complex(a!, b!), tf.complex(c!, d!))), rest);
          },
        }),
      ),
      settings,
    );
    t.pass();
  });
}

test.serial('the absolute value, read as numbers, agrees too, forwards and backwards', async (t) => {
  await fc.assert(
    fc.asyncProperty(given, ({ shape, seed }) =>
      agree({
        operands: () => [noisy(shape, seed), noisy(shape, seed + 1)],
        run: (a, b) => tf.abs(tf.complex(a!, b!)),
      }),
    ),
    settings,
  );
  t.pass();
});

test.serial('a complex tensor is broadcast as a real one is', (t) => {
  tf.tidy(() => {
    const z = tf.complex(noisy([3, 2], 1), noisy([3, 2], 2));
    const row = tf.complex(noisy([2], 3), noisy([2], 4));
    const [x, y, u, v] = [tf.real(z), tf.imag(z), tf.real(row), tf.imag(row)];
    const product = tf.mul(z, row);
    t.deepEqual(valuesOf(tf.real(product)), valuesOf(tf.sub(tf.mul(x, u), tf.mul(y, v))));
    t.deepEqual(valuesOf(tf.imag(product)), valuesOf(tf.add(tf.mul(x, v), tf.mul(y, u))));
    t.deepEqual(valuesOf(tf.imag(tf.add(z, row))), valuesOf(tf.add(y, v)));
    t.deepEqual(
      Array.from(tf.mul(row, tf.scalar(2)).dataSync()),
      Array.from(row.dataSync(), (n) => 2 * n),
    );
  });
});

test.serial('parts of a complex tensor and its negative are those of its parts', (t) => {
  tf.tidy(() => {
    const z = tf.complex(noisy([3, 4], 1), noisy([3, 4], 2));
    t.deepEqual(valuesOf(tf.imag(tf.slice(z, [1, 1], [2, 2]))), valuesOf(tf.slice(tf.imag(z), [1, 1], [2, 2])));
    t.deepEqual(valuesOf(tf.real(tf.neg(z))), valuesOf(tf.neg(tf.real(z))));
  });
});

test.serial('the parts of a real tensor are itself and zeros', (t) => {
  tf.tidy(() => {
    const x = noisy([2, 3], 1);
    t.deepEqual(valuesOf(tf.real(x)), valuesOf(x));
    t.deepEqual(valuesOf(tf.imag(x)), valuesOf(tf.zerosLike(x)));
  });
});

test.serial('cast agrees with the cpu backend from every type to every other', async (t) => {
  const types = ['float32', 'int32', 'bool', 'complex64'] as const;
  const numbers = [0, 0.5, -0.5, 1, 2.7, -1.7, 256, -3, 1e-9];
  for (const from of types) {
    for (const to of types) {
      const run = () => {
        const y = tf.tidy(() => tf.cast(tf.cast(tf.tensor1d(numbers), from), to));
        const values = Array.from(y.dataSync());
        y.dispose();
        return [y.dtype, ...values];
      };
      t.deepEqual(await on('wasm', run), await on('cpu', run), `${from} to ${to}`);
    }
  }
});

test.serial('reading interleaves the parts, at once and later, whole and printed', async (t) => {
  const z = tf.complex([[1, 2]], [[3, 4]]);
  t.deepEqual(Array.from(z.dataSync()), [1, 3, 2, 4]);
  t.deepEqual(Array.from(await z.data()), [1, 3, 2, 4]);
  t.is(z.toString(), 'Tensor\n     [[1 + 3j, 2 + 4j],]');
  const row = z.as1D();
  z.dispose();
  t.deepEqual(Array.from(row.dataSync()), [1, 3, 2, 4]);
  row.dispose();
});

test.serial('a complex tensor is three data, and all go with its last name', (t) => {
  const before = held();
  const count = () => tf.backend().numDataIds();
  const [real, imag] = [noisy([4], 1), noisy([4], 2)];
  const start = count();
  const bytes = tf.memory().numBytes;
  const z = tf.complex(real, imag);
  t.is(count(), start + 3);
  t.is(tf.memory().numBytes, bytes, 'counted as on the cpu backend');
  const [again, shaped] = [z.clone(), z.reshape([2, 2])];
  t.is(count(), start + 3);
  tf.dispose([z, again]);
  t.is(count(), start + 3);
  noisy([2, 2], 9).dispose();
  t.deepEqual(valuesOf(tf.real(shaped)).shape, [2, 2]);
  shaped.dispose();
  tf.disposeVariables();
  tf.dispose([real, imag]);
  t.not(held(), before, 'the real part that was read is still there');
});

test.serial('a stock kernel that knows no complex tensors says so and leaves nothing behind', (t) => {
  const z = tf.complex([1], [2]);
  const before = held();
  t.throws(() => tf.engine().runKernel('Sin', { x: z }), { message: /no complex64 tensors/ });
  t.throws(() => tf.sum(z), { message: /complex64/ });
  t.is(held(), before);
  z.dispose();
});

test.serial('a complex tensor of the cpu backend can be read and used on wasm', async (t) => {
  await tf.setBackend('cpu');
  const z = tf.complex([1, 2], [3, 4]);
  await tf.setBackend('wasm');
  const before = tf.backend().numDataIds();
  const w = tf.mul(z, z);
  t.deepEqual(Array.from(w.dataSync()), [-8, 6, -12, 16]);
  tf.dispose([z, w]);
  t.is(tf.backend().numDataIds(), before);
});

test.serial('undo puts the methods of the backend back, when the last complex tensor is gone', async (t) => {
  const backend = tf.engine().registry.wasm!;
  if (!isWasmBackend(backend)) return t.fail();
  const installation = await install(tf);
  const z = tf.complex([1], [2]);
  installation.undo();
  t.deepEqual(Array.from(z.dataSync()), [1, 2]);
  const patched = backend.readSync;
  z.dispose();
  t.not(backend.readSync, patched);
  t.false(Object.hasOwn(backend, 'readSync'));
  t.false(Object.hasOwn(backend, 'disposeData'));
  t.throws(() => tf.complex([1], [2]), { message: /not registered/ });
  await install(tf);
  tf.complex([1], [2]).dispose();
});
