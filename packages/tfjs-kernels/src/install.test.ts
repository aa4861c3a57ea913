import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import test from 'ava';
import fc from 'fast-check';
import { install } from './index.ts';

const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
setWasmPaths(`${dirname(wasm)}/`);

test.before(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});

test.beforeEach(async () => {
  await tf.setBackend('wasm');
});

const length = fc.integer({ min: 1, max: 9 });
const value = fc.float({ min: -2, max: 2, noNaN: true });
const matrix = (rows: number, columns: number) =>
  fc.array(value, { minLength: rows * columns, maxLength: rows * columns });
const settings = { seed: 1, numRuns: 60 };

async function on<T>(backend: 'cpu' | 'wasm', run: () => T): Promise<T> {
  await tf.setBackend(backend);
  return run();
}

function close(actual: ArrayLike<number>, expected: ArrayLike<number>): boolean {
  if (actual.length !== expected.length) return false;
  return Array.from(actual).every((x, i) => Math.abs(x - expected[i]!) <= 1e-4 * (1 + Math.abs(expected[i]!)));
}

test.serial('says what it added and replaced, and puts it back', async (t) => {
  const stock = tf.getKernel('BatchMatMul', 'wasm').kernelFunc;
  const installation = await install(tf);
  t.deepEqual(installation.added, ['UnsortedSegmentSum']);
  t.deepEqual(installation.replaced, ['GatherV2', 'BatchMatMul']);
  t.deepEqual(installation.skipped, []);
  t.not(tf.getKernel('BatchMatMul', 'wasm').kernelFunc, stock);
  t.is(await install(tf), installation, 'a second call installed again');

  installation.undo();
  t.is(tf.getKernel('BatchMatMul', 'wasm').kernelFunc, stock);
  t.falsy(tf.getKernel('UnsortedSegmentSum', 'wasm'));
  installation.undo();
  t.is(tf.getKernel('BatchMatMul', 'wasm').kernelFunc, stock);
  t.not(await install(tf), installation);
});

test.serial('undo leaves alone a kernel that someone else registered since', async (t) => {
  const installation = await install(tf);
  const ours = tf.getKernel('BatchMatMul', 'wasm');
  const theirs: tf.KernelConfig = { ...ours, kernelFunc: (params) => ours.kernelFunc(params) };
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel(theirs);
  installation.undo();
  t.is(tf.getKernel('BatchMatMul', 'wasm').kernelFunc, theirs.kernelFunc);
});

test.serial('registers nothing on a backend that it does not know, and says why', async (t) => {
  const kernels = new Map<string, tf.KernelConfig>();
  const fake = (registry: object) => ({
    ready: async () => {},
    engine: () => Object.assign(Object.create(tf.engine()), { registry }),
    getKernel: (kernel: string) => kernels.get(kernel)!,
    registerKernel: (config: tf.KernelConfig) => void kernels.set(config.kernelName, config),
    unregisterKernel: (kernel: string) => void kernels.delete(kernel),
  });
  for (const registry of [{}, { wasm: {} }]) {
    const { added, replaced, skipped } = await install(fake(registry));
    t.deepEqual([added, replaced], [[], []]);
    t.deepEqual(skipped.map(({ kernel }) => kernel).sort(), ['BatchMatMul', 'GatherV2', 'UnsortedSegmentSum']);
  }
  t.is(kernels.size, 0);
});

test.serial('matMul and its gradient agree with the cpu backend for every transposition', async (t) => {
  await install(tf);
  await fc.assert(
    fc.asyncProperty(
      fc
        .record({
          m: length,
          k: length,
          n: length,
          ta: fc.boolean(),
          tb: fc.boolean(),
          lead: fc.integer({ min: 0, max: 1 }),
        })
        .chain((size) =>
          fc.record({
            size: fc.constant(size),
            a: matrix(size.m, size.k),
            b: matrix(size.k, size.n),
            dy: matrix(size.m, size.n),
          }),
        ),
      async ({ size: { m, k, n, ta, tb, lead }, a, b, dy }) => {
        const run = () =>
          tf.tidy(() => {
            const ones = Array<number>(lead).fill(1);
            const product = (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y, ta, tb);
            const x = tf.tensor(a, [...ones, ...(ta ? [k, m] : [m, k])]);
            const y = tf.tensor(b, [...ones, ...(tb ? [n, k] : [k, n])]);
            const [da, db] = tf.grads(product)([x, y], tf.tensor(dy, [...ones, m, n]));
            return [product(x, y), da!, db!].map((result) => ({ shape: result.shape, data: result.dataSync() }));
          });
        const before = tf.memory().numTensors;
        const actual = await on('wasm', run);
        const expected = await on('cpu', run);
        return (
          tf.memory().numTensors === before &&
          actual.every(({ shape, data }, i) => close(shape, expected[i]!.shape) && close(data, expected[i]!.data))
        );
      },
    ),
    settings,
  );
  t.pass();
});

test.serial('batched products still agree with the cpu backend', async (t) => {
  await install(tf);
  const run = () =>
    tf.tidy(() => {
      const a = tf.range(0, 24).reshape([2, 4, 3]);
      const b = tf.range(0, 40).reshape([2, 5, 4]);
      return tf.matMul(a, b, true, true).dataSync();
    });
  t.true(close(await on('wasm', run), await on('cpu', run)));
});

test.serial('matMul leaves no memory behind on the heap', async (t) => {
  await install(tf);
  const backend = tf.backend();
  const x = tf.ones([8, 3]);
  const before = backend.numDataIds();
  tf.matMul(x, x, true, false).dispose();
  tf.matMul(x, x, false, true).dispose();
  const column = tf.ones([8, 1]);
  tf.matMul(column, column, true, false).dispose();
  column.dispose();
  t.is(backend.numDataIds(), before);
  x.dispose();
});

test.serial('unsortedSegmentSum agrees with the cpu backend, ids out of range included', async (t) => {
  await install(tf);
  await fc.assert(
    fc.asyncProperty(
      fc
        .record({ rows: length, inner: fc.array(length, { maxLength: 2 }), segments: length })
        .chain(({ rows, inner, segments }) =>
          fc.record({
            inner: fc.constant(inner),
            segments: fc.constant(segments),
            ids: fc.array(fc.integer({ min: -1, max: segments }), { minLength: rows, maxLength: rows }),
            x: matrix(
              rows,
              inner.reduce((size, n) => size * n, 1),
            ),
            dtype: fc.constantFrom('float32' as const, 'int32' as const),
          }),
        ),
      async ({ inner, segments, ids, x, dtype }) => {
        const run = () =>
          tf.tidy(() => {
            const values = tf.tensor(x, [ids.length, ...inner]).cast(dtype);
            const sum = tf.unsortedSegmentSum(values, tf.tensor1d(ids, 'int32'), segments);
            return { shape: sum.shape, dtype: sum.dtype, data: sum.dataSync() };
          });
        const actual = await on('wasm', run);
        const expected = await on('cpu', run);
        return actual.dtype === dtype && close(actual.shape, expected.shape) && close(actual.data, expected.data);
      },
    ),
    settings,
  );
  t.pass();
});

test.serial('gather agrees with the cpu backend on every axis, batched or not', async (t) => {
  await install(tf);
  await fc.assert(
    fc.asyncProperty(
      fc.array(length, { minLength: 1, maxLength: 3 }).chain((shape) =>
        fc.integer({ min: 0, max: shape.length - 1 }).chain((axis) =>
          fc.record({
            shape: fc.constant([...shape.slice(0, axis + 1), ...shape.slice(axis + 1).map((n) => n * 7)]),
            axis: fc.constant(axis),
            ids: fc.array(fc.integer({ min: 0, max: shape[axis]! - 1 }), { minLength: 1, maxLength: 12 }),
            dtype: fc.constantFrom('float32' as const, 'int32' as const),
          }),
        ),
      ),
      async ({ shape, axis, ids, dtype }) => {
        const run = () =>
          tf.tidy(() => {
            const size = shape.reduce((product, n) => product * n, 1);
            const entries = tf.gather(
              tf
                .range(0, size)
                .reshape([...shape])
                .cast(dtype),
              tf.tensor1d(ids, 'int32'),
              axis,
            );
            return { shape: entries.shape, dtype: entries.dtype, data: entries.dataSync() };
          });
        const [actual, expected] = [await on('wasm', run), await on('cpu', run)];
        return actual.dtype === dtype && close(actual.shape, expected.shape) && close(actual.data, expected.data);
      },
    ),
    settings,
  );
  const batched = () =>
    tf.tidy(() =>
      tf.gather(tf.range(0, 24).reshape([2, 6, 2]), tf.tensor2d([1, 5, 0, 3], [2, 2], 'int32'), 1, 1).dataSync(),
    );
  t.true(close(await on('wasm', batched), await on('cpu', batched)));
  await tf.setBackend('wasm');
  t.throws(() => tf.gather(tf.range(0, 3), tf.tensor1d([3], 'int32')), { message: /index value 3 is not in \[0, 2\]/ });
});

test.serial('gather has a gradient, with ids that repeat and on any axis', async (t) => {
  await install(tf);
  for (const axis of [0, 1]) {
    const run = () =>
      tf.tidy(() => {
        const x = tf.range(0, 12).reshape([3, 4]);
        const ids = tf.tensor1d([2, 0, 2], 'int32');
        return tf
          .grad((y: tf.Tensor) => tf.gather(y, ids, axis).square().sum())(x)
          .dataSync();
      });
    t.true(close(await on('wasm', run), await on('cpu', run)));
  }
});

test.serial('the sum is right when taking the output grows the heap', async (t) => {
  await install(tf);
  const segments = 3_000_000;
  const x = tf.ones([4, 8]);
  const ids = tf.tensor1d([0, segments - 1, 0, 7], 'int32');
  const sum = tf.unsortedSegmentSum(x, ids, segments);
  t.is(sum.sum().dataSync()[0], 32);
  t.deepEqual(Array.from(sum.slice([0, 0], [1, 8]).dataSync()), Array(8).fill(2));
  tf.dispose([x, ids, sum]);
});
