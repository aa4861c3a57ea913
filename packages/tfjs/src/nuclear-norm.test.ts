import * as tf from '@tensorflow/tfjs';
import { compress, matching, OptionError, use } from '@tensorpress/core';
import { svd } from '@tensorpress/linalg';
import test from 'ava';
import { useWasm } from './_wasm.test.ts';
import { finetune, fromLayersModel, nuclearNorm } from './index.ts';
import { nuclearNormOf } from './nuclear-norm.ts';

test.before(useWasm);

/** A matrix [m, n] of these singular values, and U·Vᵀ. */
async function matrixOf(m: number, n: number, values: (share: number) => number) {
  const noise = tf.randomNormal([m, n], 0, 1, 'float32', 7);
  const { u, vt } = await svd({ data: Float32Array.from(await noise.data()), m, n });
  const r = u.n;
  const s = Array.from({ length: r }, (_, k) => values(k / (r - 1)));
  const product = (scale: (k: number) => number) =>
    Float32Array.from({ length: m * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return s.reduce((sum, _, k) => sum + u.data[i * r + k]! * scale(k) * vt.data[k * n + j]!, 0);
    });
  noise.dispose();
  return { a: product((k) => s[k]!), polar: product(() => 1), norm: s.reduce((sum, value) => sum + value, 0), r };
}

const valueAndGrad = (a: Float32Array, m: number, n: number) =>
  tf.tidy(() => {
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => nuclearNormOf(x))(tf.tensor2d(a, [m, n]));
    return { value: value.dataSync()[0]!, grad: grad.dataSync() };
  });

const SPECTRA: Record<string, (share: number) => number> = {
  'equal ones': () => 3,
  'a range of ten': (share) => 10 ** -share,
  'a range of ten thousand': (share) => 1e-3 * 1e-4 ** share,
  'a large one and small ones': (share) => (share === 0 ? 40 : 1e-3),
};

for (const backend of ['cpu', 'wasm']) {
  for (const [title, values] of Object.entries(SPECTRA)) {
    test.serial(`the norm and its gradient are those of an exact svd on ${backend}: ${title}`, async (t) => {
      await tf.setBackend(backend);
      const sizes = [
        [7, 7],
        [12, 30],
        [40, 9],
      ] as const;
      for (const [m, n] of sizes) {
        const { a, polar, norm, r } = await matrixOf(m, n, values);
        const { value, grad } = valueAndGrad(a, m, n);
        t.true(Math.abs(value / norm - 1) < 2e-5, `${m} × ${n}: ${value} for ${norm}`);
        const error = Math.hypot(...grad.map((x, i) => x - polar[i]!)) / Math.sqrt(r);
        t.true(error < 1e-3, `${m} × ${n}: ${error}`);
      }
    });
  }
}

test.serial(
  'near zero singular values it is a subgradient: the value is right, and no direction is above one',
  async (t) => {
    await tf.setBackend('wasm');
    const spectra: Record<string, (share: number) => number> = {
      'half the rank': (share) => (share < 0.5 ? 1 : 0),
      'rank one': (share) => (share === 0 ? 1 : 0),
      'down to nothing': (share) => 1e-12 ** share,
    };
    for (const [title, values] of Object.entries(spectra)) {
      const { a, norm } = await matrixOf(20, 30, values);
      const { value, grad } = valueAndGrad(a, 20, 30);
      t.true(Math.abs(value / norm - 1) < 1e-4, title);
      const { s } = await svd({ data: Float32Array.from(grad), m: 20, n: 30 });
      t.true(s[0]! < 1 + 1e-5, `${title}: ${s[0]}`);
    }
    const zero = valueAndGrad(new Float32Array(12), 3, 4);
    t.is(zero.value, 0);
    t.true(zero.grad.every((value) => value === 0));
    for (const scale of [1e-6, 1e6]) {
      const { a, norm } = await matrixOf(5, 6, (share) => scale * (1 + share));
      t.true(Math.abs(valueAndGrad(a, 5, 6).value / norm - 1) < 1e-4, `${scale}`);
    }
  },
);

test.serial('finite differences agree with the gradient, of matrices and of kernels with more axes', async (t) => {
  await tf.setBackend('cpu');
  for (const shape of [
    [6, 9],
    [2, 3, 2, 5],
  ]) {
    const a = tf.randomNormal(shape, 0, 1, 'float32', 5);
    const along = tf.randomNormal(shape, 0, 1, 'float32', 6);
    const [slope, difference] = tf.tidy(() => {
      const at = (step: number) => nuclearNormOf(a.add(along.mul(step))).dataSync()[0]!;
      const gradient = tf.grad((x: tf.Tensor) => nuclearNormOf(x))(a);
      return [gradient.mul(along).sum().dataSync()[0]!, (at(0.01) - at(-0.01)) / 0.02];
    });
    t.true(Math.abs(slope! - difference!) < 2e-3 * Math.abs(slope!), `${slope} and ${difference}`);
  }
});

const loss = 'meanSquaredError';

/** What a map of rank 2 makes of some inputs, with noise, and the same net each time. */
function problem() {
  const xs = tf.randomNormal([64, 12], 0, 1, 'float32', 1);
  const ys = tf.tidy(() => {
    const map = tf.matMul(tf.randomNormal([12, 2], 0, 1, 'float32', 2), tf.randomNormal([2, 6], 0, 1, 'float32', 3));
    return tf.matMul(xs, map).add(tf.randomNormal([64, 6], 0, 0.1, 'float32', 4));
  });
  const kernelInitializer = tf.initializers.glorotNormal({ seed: 5 });
  const layers = [tf.layers.dense({ units: 6, inputShape: [12], kernelInitializer, name: 'a' })];
  return { data: { xs, ys }, net: tf.sequential({ layers }) };
}

async function spectrumOf(net: tf.LayersModel, name: string) {
  const weight = net.weights.find(({ originalName }) => originalName === name)!.read();
  const [m, n] = weight.shape as [number, number];
  return (await svd({ data: Float32Array.from(await weight.data()), m, n })).s;
}

const sumOf = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

test.serial('training with it lowers the norm, and leaves the spectrum to a few values', async (t) => {
  await tf.setBackend('wasm');
  const spectra: Float64Array[] = [];
  for (const lambda of [0, 0.2]) {
    const { net, data } = problem();
    net.compile({ loss, optimizer: tf.train.adam(0.1) });
    await net.fit(data.xs, data.ys, {
      epochs: 25,
      shuffle: false,
      verbose: 0,
      callbacks: nuclearNorm({ lambda, ramp: [2, 5] }),
    });
    spectra.push(await spectrumOf(net, 'a/kernel'));
    net.dispose();
  }
  const [plain, regular] = spectra;
  t.true(sumOf(regular!) < sumOf(plain!), `${spectra}`);
  const tail = (s: Float64Array) => sumOf(s.slice(2)) / sumOf(s);
  t.true(tail(regular!) < 0.5 * tail(plain!), `${spectra}`);
});

test.serial('the loss has its share of the norm, epoch by epoch', async (t) => {
  const lambda = 0.01;
  const losses = async (ramp?: [number, number]) => {
    const { net, data } = problem();
    net.compile({ loss, optimizer: tf.train.sgd(0) });
    const norm = sumOf(await spectrumOf(net, 'a/kernel'));
    const callbacks = nuclearNorm({ lambda, ...(ramp && { ramp }) });
    const { history } = await net.fit(data.xs, data.ys, { epochs: 6, shuffle: false, verbose: 0, callbacks });
    const [before] = tf.tidy(() => (net.evaluate(data.xs, data.ys) as tf.Scalar).dataSync());
    net.dispose();
    return history.loss!.map((value) => Math.round((100 * (Number(value) - before!)) / (lambda * norm)) / 100 + 0);
  };
  t.deepEqual(await losses([1, 5]), [0, 0, 0.25, 0.5, 0.75, 1]);
  t.deepEqual(await losses([2, 2]), [0, 0, 1, 1, 1, 1]);
  t.deepEqual(await losses([9, 12]), [0, 0, 0, 0, 0, 0]);
  t.deepEqual(await losses(), [1, 1, 1, 1, 1, 1]);
});

test.serial('fit and finetune come to the same weights with it', async (t) => {
  const { net, data } = problem();
  const model = await fromLayersModel(net);
  const ramp = [1, 3] as const;
  const options = { data, loss, epochs: 4, learningRate: 0.02, schedule: 'constant', shuffle: false } as const;
  const run = (lambda: number) =>
    compress(model, [use(finetune, { ...options, callbacks: [nuclearNorm({ lambda, ramp })] })]);
  net.compile({ loss, optimizer: tf.train.adam(0.02) });
  await net.fit(data.xs, data.ys, {
    epochs: 4,
    shuffle: false,
    verbose: 0,
    callbacks: nuclearNorm({ lambda: 0.1, ramp }),
  });
  const { weights } = await fromLayersModel(net);
  t.deepEqual((await run(0.1)).weights, weights);
  t.notDeepEqual((await run(0)).weights, weights);
});

test.serial('it is taken away when training ends, and leaves nothing behind', async (t) => {
  const { net, data } = problem();
  const callbacks = nuclearNorm({ lambda: 0.1 });
  const fit = (optimizer: tf.Optimizer, callbacks: tf.CustomCallback[]) => {
    net.compile({ loss, optimizer });
    return net.fit(data.xs, data.ys, { epochs: 2, shuffle: false, verbose: 0, callbacks });
  };
  const optimizer = tf.train.sgd(0);
  const plain = (await fit(optimizer, [])).history.loss;
  const { numTensors } = tf.memory();
  const regular = (await fit(optimizer, [callbacks])).history.loss;
  t.notDeepEqual(regular, plain);
  t.deepEqual((await fit(optimizer, [callbacks])).history.loss, regular);
  const twice = (await fit(optimizer, [callbacks, nuclearNorm({ lambda: 0.1 })])).history.loss;
  t.true(Math.abs(Number(twice![0]) - Number(plain![0]) - 2 * (Number(regular![0]) - Number(plain![0]))) < 1e-4);
  t.deepEqual((await fit(optimizer, [])).history.loss, plain);
  t.is(tf.memory().numTensors, numTensors);
});

test.serial('it takes matrices, others where it is told to, and a layer that is called twice once', async (t) => {
  const input = tf.input({ shape: [8, 8, 3] });
  const conv = tf.layers.conv2d({ filters: 4, kernelSize: 3, name: 'conv' }).apply(input);
  const flat = tf.layers.flatten().apply(conv) as tf.SymbolicTensor;
  const narrow = tf.layers.dense({ units: 6, activation: 'tanh', name: 'narrow' }).apply(flat);
  const shared = tf.layers.dense({ units: 6, name: 'shared' });
  const twice = shared.apply(shared.apply(narrow)) as tf.SymbolicTensor;
  const column = tf.layers.dense({ units: 1, name: 'column' }).apply(twice) as tf.SymbolicTensor;
  const net = tf.model({ inputs: input, outputs: column });
  const xs = tf.randomNormal([4, 8, 8, 3], 0, 1, 'float32', 1);
  net.compile({ loss, optimizer: tf.train.sgd(0) });
  const ys = net.predict(xs) as tf.Tensor;
  const penalty = async (where?: ReturnType<typeof matching>) => {
    const callbacks = nuclearNorm({ lambda: 1, ...(where && { where }) });
    const { history } = await net.fit(xs, ys, { epochs: 1, verbose: 0, callbacks });
    return Number(history.loss![0]);
  };
  const normOf = async (name: string) => {
    const weight = net.weights.find(({ originalName }) => originalName === name)!.read();
    const n = weight.shape.at(-1)!;
    return sumOf((await svd({ data: Float32Array.from(await weight.data()), m: weight.size / n, n })).s);
  };
  const close = (a: number, b: number) => t.true(Math.abs(a / b - 1) < 1e-4, `${a} for ${b}`);
  const [narrowNorm, sharedNorm, convNorm] = [
    await normOf('narrow/kernel'),
    await normOf('shared/kernel'),
    await normOf('conv/kernel'),
  ];
  close(await penalty(), narrowNorm + sharedNorm);
  close(await penalty(matching('shared/*')), sharedNorm);
  close(await penalty(matching('conv/*')), convNorm);
  await t.throwsAsync(() => penalty(matching('*/bias')), {
    instanceOf: OptionError,
    message: 'nuclearNorm: where must select a trainable matrix, and selects none',
  });
});

test('what cannot be is refused in one line', (t) => {
  const refused = (options: Parameters<typeof nuclearNorm>[0], message: string) =>
    t.throws(() => nuclearNorm(options), { instanceOf: OptionError, message });
  refused({ lambda: -1 }, 'nuclearNorm: lambda must be a number from 0, not -1');
  refused({ lambda: 1, ramp: [5, 1] }, 'nuclearNorm: ramp must be two epochs, the later one last, not [5,1]');
  refused({ lambda: 1, ramp: [-1, 1] }, 'nuclearNorm: ramp must be two epochs, the later one last, not [-1,1]');
});
