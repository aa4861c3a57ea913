import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { install } from '../install.ts';
import { compile, lesson, models, type Recipe } from '../parity/_models.test.ts';
import { backends, held, valuesOf } from '../parity/_parity.test.ts';
import { type Capabilities, capabilities } from './capabilities.ts';

const { layers } = tf;

const RECIPES = [
  'dense with a dropout of nothing',
  'conv dilated same',
  'conv1d dilated',
  'conv3d transpose',
  'depthwise strides',
  'lstm',
  'embedding, mask and lstm',
  'batch normalisation of conv',
  'max pooling overlapping',
  'attention with two heads',
  'two inputs through one layer',
  'residual merges',
];

test.before(() => backends());

test.beforeEach(async () => {
  await tf.setBackend('wasm');
});

/** The kernels that a step of training runs, up to where it fails, and whether it gets to its end. */
async function step(recipe: Recipe): Promise<{ kernels: Set<string>; trains: boolean }> {
  const kernels = new Set<string>();
  const configs = tf.getKernelsForBackend('wasm');
  for (const config of configs) {
    tf.unregisterKernel(config.kernelName, 'wasm');
    tf.registerKernel({
      ...config,
      kernelFunc(params) {
        kernels.add(config.kernelName);
        return config.kernelFunc(params);
      },
    });
  }
  const model = compile(recipe, tf.train.adam());
  const { x, y } = lesson(recipe, model, 1);
  kernels.clear();
  let trains = true;
  try {
    await model.trainOnBatch(x, y);
  } catch {
    trains = false;
  }
  tf.dispose([x, y]);
  for (const config of configs) {
    tf.unregisterKernel(config.kernelName, 'wasm');
    tf.registerKernel(config);
  }
  return { kernels, trains };
}

const look = (recipe: Recipe): Capabilities => {
  const model = compile(recipe, tf.train.adam());
  const found = capabilities(tf, model);
  model.dispose();
  return found;
};

const names = (findings: Capabilities['missing']) => findings.map(({ kernel }) => kernel);

for (const installed of [false, true]) {
  const when = installed ? 'after install' : 'on the stock backend';
  test.serial(`what is said of a model ${when} is what its training runs into`, async (t) => {
    if (installed) t.teardown((await install(tf)).undo);
    for (const name of RECIPES) {
      const recipe = models[name];
      if (!recipe) return t.fail(name);
      const found = look(recipe);
      const { kernels, trains } = await step(recipe);
      t.is(found.trains, trains, `${name}: ${[...found.missing, ...found.gradients].map(({ line }) => line)}`);
      t.deepEqual(
        [...kernels].filter((kernel) => !found.kernels.includes(kernel)),
        [],
        name,
      );
      t.deepEqual(trains ? found.kernels.filter((kernel) => !kernels.has(kernel)) : [], [], name);
      t.deepEqual(
        found.missing.filter(({ kernel }) => tf.getKernel(kernel, 'wasm')),
        [],
        name,
      );
      if (installed) t.deepEqual([found.missing, found.wrong, found.slow, found.gradients].flat(), [], name);
    }
  });
}

/** A model of everything that a training step leaves traces in. */
function marked(): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      layers.embedding({ inputDim: 5, outputDim: 3, batchInputShape: [2, 4] }),
      layers.lstm({ units: 3, stateful: true, returnSequences: true, dropout: 0.5, kernelConstraint: 'nonNeg' }),
      layers.batchNormalization({}),
      layers.flatten(),
      layers.dense({ units: 2, kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }) }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['accuracy'] });
  return model;
}

test.serial('the model, its states, the optimizer and the memory are as they were', async (t) => {
  const installation = await install(tf);
  t.teardown(installation.undo);
  const model = marked();
  const [x, y] = [
    tf.tensor2d([
      [1, 2, 3, 4],
      [4, 0, 2, 1],
    ]),
    tf.ones([2, 2]),
  ];
  await model.trainOnBatch(x, y);
  const lstm = model.layers[1]!;
  const states = () =>
    [Reflect.get(lstm, 'states_')]
      .flat()
      .map((state: unknown) => (state instanceof tf.Tensor ? valuesOf(state) : state));
  const numbers = async () => {
    const weights = await model.optimizer.getWeights();
    const values = weights.map(({ tensor }) => valuesOf(tensor));
    // The count of iterations is a tensor made for the occasion.
    weights[0]!.tensor.dispose();
    return values;
  };
  const everything = async () => ({
    weights: model.getWeights().map(valuesOf),
    states: states(),
    optimizer: await numbers(),
    memory: tf.memory(),
    held: held(),
    backend: tf.getBackend(),
    backends: tf.engine().backendNames(),
    call: Object.hasOwn(lstm, 'call'),
    keep: Object.hasOwn(tf.engine(), 'keep'),
    assign: tf.Variable.prototype.assign,
    variables: Object.keys(tf.engine().registeredVariables),
  });
  const before = await everything();
  const found = capabilities(tf, model);
  t.true(found.trains);
  t.deepEqual(await everything(), before);
  await model.trainOnBatch(x, y);
  tf.dispose([x, y]);
});

test.serial('a failure leaves nothing behind either', (t) => {
  const model = tf.sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
  const before = [held(), tf.getBackend(), tf.engine().backendNames()];
  const loss = (): tf.Tensor => {
    throw new Error('no loss');
  };
  t.throws(() => capabilities(tf, model, { loss }), { message: 'no loss' });
  t.deepEqual([held(), tf.getBackend(), tf.engine().backendNames()], before);
});

test.serial('each finding names its layers and says what to do', (t) => {
  const model = tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [8, 8, 3], filters: 2, kernelSize: 3, name: 'sees' }),
      layers.maxPooling2d({ poolSize: 2, name: 'pools' }),
      layers.conv2d({ filters: 2, kernelSize: 2, dilationRate: 2, name: 'sees_further' }),
      layers.flatten({}),
      layers.dense({ units: 1, name: 'decides' }),
    ],
  });
  const found = capabilities(tf, model);
  t.is(found.backend, 'wasm');
  t.false(found.trains);
  t.deepEqual(found.missing, [
    {
      kernel: 'Conv2DBackpropFilter',
      layers: ['sees'],
      line: 'Conv2DBackpropFilter (sees): missing on the wasm backend; call install(tf) of @tensorpress/tfjs-kernels',
    },
  ]);
  t.deepEqual(
    found.gradients.map(({ kernel, layers: users }) => [kernel, users]),
    [['fusedConv2d', ['sees_further']]],
  );
  t.regex(found.gradients[0]!.line, /^fusedConv2d \(sees_further\): no gradient: .*dilation.*; call install/);
  t.deepEqual(
    found.wrong.filter(({ layers: users }) => users.includes('pools')).map(({ kernel }) => kernel),
    ['MaxPoolGrad'],
  );
  t.true(found.slow.some(({ kernel, layers: users }) => kernel === 'BatchMatMul' && users.includes('decides')));
});

test.serial('what goes wrong with some operands only is said of them only', (t) => {
  const conv = (strides: number) =>
    capabilities(
      tf,
      tf.sequential({
        layers: [layers.conv2d({ inputShape: [9, 9, 1], filters: 1, kernelSize: 2, strides, padding: 'same' })],
      }),
    );
  t.false(names(conv(2).wrong).includes('FusedConv2D'));
  t.true(names(conv(3).wrong).includes('FusedConv2D'));
});

class Spectrum extends tf.layers.Layer {
  static readonly className = 'Spectrum';
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [...shape.slice(0, -1), Math.floor(shape.at(-1)! / 2) + 1];
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.einsum('bf->bf', tf.abs(tf.spectral.rfft([inputs].flat()[0]!))));
  }
}

test.serial('it goes on past kernels and gradients that are missing, and finds the others', async (t) => {
  const model = tf.sequential({
    layers: [
      layers.dense({ units: 8, inputShape: [4] }),
      new Spectrum({ name: 'spectrum' }),
      layers.dense({ units: 1 }),
    ],
  });
  const found = capabilities(tf, model);
  t.deepEqual(names(found.missing).sort(), ['Complex', 'ComplexAbs', 'Einsum', 'FFT', 'Imag', 'Real']);
  t.true(names(found.gradients).includes('Einsum'));
  t.true(names(found.gradients).includes('FFT'));
  const installation = await install(tf);
  t.teardown(installation.undo);
  t.deepEqual([capabilities(tf, model).trains, capabilities(tf, model).gradients], [true, []]);
});

test.serial('inputs of open length get one that the model can do with', (t) => {
  const model = tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [null, null, 3], filters: 2, kernelSize: 20 }),
      layers.globalMaxPooling2d({}),
      layers.dense({ units: 1 }),
    ],
  });
  t.deepEqual(names(capabilities(tf, model).missing), ['Conv2DBackpropFilter']);
  t.throws(() => capabilities(tf, model, { length: 4 }));
});

test.serial('a loss of sparse targets, a loss and an optimizer of one’s own are looked at', (t) => {
  const model = tf.sequential({ layers: [layers.dense({ units: 3, inputShape: [4], activation: 'softmax' })] });
  t.false(capabilities(tf, model).kernels.includes('OneHot'));
  t.true(capabilities(tf, model, { loss: ([y]) => tf.erf(y!) }).kernels.includes('Erf'));
  t.true(capabilities(tf, model, { optimizer: tf.train.adamax(0.1) }).kernels.includes('Maximum'));
  model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
  t.true(capabilities(tf, model).kernels.includes('OneHot'));
});

test.serial('nothing is missing on the cpu backend, and kernels of others are named on none', async (t) => {
  await tf.setBackend('cpu');
  const found = look(models['embedding and mean']!);
  t.is(found.backend, 'cpu');
  t.true(found.trains);
  t.deepEqual([found.missing, found.wrong, found.slow], [[], [], []]);
});
