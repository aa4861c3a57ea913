import { setFlagsFromString } from 'node:v8';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { gradients } from './gradients.ts';
import { type Installation, type InstallOptions, install } from './install.ts';
import { kernels } from './kernels.ts';
import { backends, compare, four, noisy, on, type Values, valuesOf } from './parity/_parity.test.ts';

const names = kernels.map(({ kernelName }) => kernelName);
const derived = gradients.map(({ kernelName }) => kernelName);

/** What is registered now, by name. */
const registered = () => ({
  kernels: names.map((name) => tf.getKernel(name, 'wasm')?.kernelFunc),
  gradients: derived.map((name) => tf.getGradient(name)),
  engine: ['addTapeNode', 'gradients'].map((name): unknown => Reflect.get(tf.engine(), name)),
});
let stock: ReturnType<typeof registered>;

test.before(async () => {
  // Node has it without asking from version 22 on.
  if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
  await backends();
  stock = registered();
});

test.beforeEach(async () => {
  await tf.setBackend('wasm');
});

async function installed<T>(options: InstallOptions, run: (installation: Installation) => T): Promise<Awaited<T>> {
  const installation = await install(tf, options);
  try {
    return await run(installation);
  } finally {
    installation.undo();
  }
}

test.serial('says what it added and what it replaced', async (t) => {
  await installed({}, ({ added, replaced, skipped, ...rest }) => {
    t.deepEqual(skipped, []);
    t.deepEqual([...added, ...replaced].sort(), [...names].sort());
    t.deepEqual(
      added,
      names.filter((_, i) => !stock.kernels[i]),
    );
    t.true(added.includes('UnsortedSegmentSum') && replaced.includes('BatchMatMul'));
    t.deepEqual(rest.gradients, derived);
    t.is(rest.flavour, 'simd');
    t.true(registered().kernels.every((kernelFunc, i) => kernelFunc && kernelFunc !== stock.kernels[i]));
  });
});

test.serial('undo puts every stock kernel and gradient and the engine back', async (t) => {
  const installation = await install(tf);
  t.notDeepEqual(registered(), stock);
  installation.undo();
  const { kernels: funcs, gradients: configs, engine } = registered();
  for (const [i, name] of names.entries()) t.is(funcs[i], stock.kernels[i], name);
  for (const [i, name] of derived.entries()) t.is(configs[i], stock.gradients[i], name);
  t.true(engine.every((method, i) => method === stock.engine[i]));
});

test.serial('one installation is shared by all calls, also at the same time, until it is undone', async (t) => {
  const [first, second] = await Promise.all([install(tf), install(tf)]);
  t.is(first, second);
  t.is(await install(tf), first);
  first.undo();
  const third = await install(tf);
  t.not(third, first);
  first.undo();
  t.is(await install(tf), third, 'a second undo has made the next installation be forgotten');
  t.notDeepEqual(registered(), stock);
  third.undo();
  t.deepEqual(registered(), stock);
});

test.serial('undo leaves alone what someone else has registered since', async (t) => {
  const installation = await install(tf);
  const ours = tf.getKernel('BatchMatMul', 'wasm');
  const theirs: tf.KernelConfig = { ...ours, kernelFunc: (params) => ours.kernelFunc(params) };
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel(theirs);
  const [kernelName] = derived;
  const theirGradient = kernelName && { ...tf.getGradient(kernelName) };
  if (theirGradient) {
    tf.unregisterGradient(kernelName);
    tf.registerGradient(theirGradient);
  }

  installation.undo();
  t.is(tf.getKernel('BatchMatMul', 'wasm').kernelFunc, theirs.kernelFunc);
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({ ...ours, kernelFunc: stock.kernels[names.indexOf('BatchMatMul')]! });
  if (theirGradient) {
    t.is(tf.getGradient(kernelName), theirGradient);
    tf.unregisterGradient(kernelName);
    const was = stock.gradients[0];
    if (was) tf.registerGradient(was);
  }
  t.deepEqual(registered(), stock);
});

test.serial('a backend made anew gets kernels on its own memory', async (t) => {
  const first = await install(tf);
  const before = registered();
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory);
  await tf.setBackend('wasm');
  const second = await install(tf);
  t.not(second, first);
  t.true(registered().kernels.every((kernelFunc, i) => kernelFunc !== before.kernels[i]));
  const eye = tf.tidy(() => tf.matMul(tf.eye(3), tf.eye(3), true).dataSync());
  t.deepEqual([...eye], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  first.undo();
  t.is(await install(tf), second);
  second.undo();
  t.deepEqual(registered(), stock);
});

test.serial('a backend that it does not know keeps everything, and it says why', async (t) => {
  const reasons = new Map<object, RegExp>([
    [{}, /not initialised/],
    [{ wasm: {} }, /4\.22/],
  ]);
  for (const [registry, reason] of reasons) {
    const engine = Object.assign(Object.create(tf.engine()), { registry });
    const { added, replaced, skipped, flavour, undo } = await install({
      ...tf,
      ready: async () => {},
      engine: () => engine,
    });
    t.deepEqual([added, replaced, flavour], [[], [], 'none']);
    t.deepEqual(
      skipped.map(({ kernel }) => kernel),
      names,
    );
    t.true(
      skipped.every((left) => reason.test(left.reason)),
      skipped[0]?.reason,
    );
    t.deepEqual(registered().kernels, stock.kernels);
    undo();
    t.deepEqual(registered(), stock);
  }
});

/** Some of everything that has a kernel in SIMD, forwards and backwards. */
function sample(): Record<string, Values> {
  const results: Record<string, Values> = {};
  tf.tidy(() => {
    const operands = [
      [2, 9, 8, 5],
      [3, 3, 5, 17],
      [3, 3, 17, 2],
      [34, 7],
    ].map((shape, i) => noisy(shape, i));
    const run = (x: tf.Tensor, filter: tf.Tensor, deep: tf.Tensor, kernel: tf.Tensor) => {
      const seen = tf.depthwiseConv2d(tf.conv2d(four(x), four(filter), 1, 'same'), four(deep), 2, 'same');
      return tf.matMul(tf.sum(tf.maxPool(seen, 2, 1, 'valid'), [1, 2]), kernel);
    };
    const [x, filter, deep, kernel] = operands;
    results.y = valuesOf(run(x!, filter!, deep!, kernel!));
    const loss = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor, d: tf.Tensor) => run(a, b, c, d).square().sum();
    for (const [i, dx] of tf.grads(loss)(operands).entries()) results[`d${i}`] = valuesOf(dx);
  });
  return results;
}

test.serial('TypeScript computes the same numbers as SIMD, and relaxed SIMD all but the same', async (t) => {
  const using = (flavour: Installation['flavour'] & InstallOptions['flavour']) =>
    installed({ flavour }, (installation) => {
      t.is(installation.flavour, flavour);
      return on('wasm', sample);
    });
  const expected = await using('simd');
  t.deepEqual(await using('typescript'), expected);
  const relaxed = await using('relaxed-simd');
  t.notThrows(() => compare(relaxed, expected));
  const right = await on('cpu', sample);
  t.notThrows(() => compare(expected, right));
});
