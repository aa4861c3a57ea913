import * as tf from '@tensorflow/tfjs';
import { type Model, type Progress, use } from '@tensorpress/core';
import test from 'ava';
import { useWasm } from './_wasm.test.ts';
import {
  finetune,
  fromLayersModel,
  outlineOf,
  type SeeingLesson,
  type Seen,
  type Teach,
  trainLeaves,
} from './index.ts';

await useWasm();

const options = {
  data: { xs: tf.randomNormal([70, 3], 0, 1, 'float32', 1), ys: tf.randomNormal([70, 2], 0, 1, 'float32', 2) },
  epochs: 2,
  batchSize: 32,
  optimizer: 'momentum',
  learningRate: 0.02,
  schedule: 'linear',
  shuffle: true,
} as const;

const net = () => {
  const kernelInitializer = tf.initializers.glorotNormal({ seed: 3 });
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3], kernelInitializer, name: 'loss' }),
      tf.layers.dense({ units: 2, kernelInitializer, name: 'answer' }),
    ],
  });
};

const valuesOf = ({ weights }: Model) => Object.values(weights).map((tree) => 'data' in tree && Array.from(tree.data));

const run = (model: Model, teach: Teach, onProgress = (_: Progress) => {}) =>
  trainLeaves('test', model, options, { seed: 1, onProgress }, teach);

test.serial(
  'a loss that sees everything teaches what one of targets and outputs teaches, in the same order',
  async (t) => {
    const model = await fromLayersModel(net());
    const { numTensors } = tf.memory();
    const plain = await run(model, () => ({ loss: 'meanSquaredError' }));
    const seeing = await run(model, (net) => ({
      outputs: net.outputs,
      loss: ({ ys, outputs }) => tf.mean(tf.squaredDifference(ys[0]!, outputs[0]!)).asScalar(),
    }));
    for (const [i, values] of valuesOf(seeing).entries()) {
      const expected = valuesOf(plain)[i];
      t.true(values && expected && values.every((value, j) => Math.abs(value - expected[j]!) < 1e-6));
    }
    t.notDeepEqual(valuesOf(seeing), valuesOf(model));
    t.is(tf.memory().numTensors, numTensors);
  },
);

for (const afresh of [false, true]) {
  test.serial(`answers belong to their examples, ${afresh ? 'afresh for each batch' : 'once for all'}`, async (t) => {
    const model = await fromLayersModel(net());
    const { numTensors } = tf.memory();
    const keys: string[] = [];
    const lesson: Omit<SeeingLesson, 'outputs'> = {
      afresh,
      answers: ({ xs }, key) => {
        keys.push(key);
        return [tf.sum(xs[0]!, 1)];
      },
      loss({ xs, ys, answers, outputs }) {
        t.deepEqual([ys[0]!.shape[1], outputs.map(({ shape }) => shape[1])], [2, [2, 4]]);
        const wrong = tf.max(tf.abs(tf.sub(answers[0]!, tf.sum(xs[0]!, 1)))).dataSync()[0]!;
        t.true(wrong < 1e-6);
        return tf.mean(tf.square(outputs[1]!)).asScalar();
      },
    };
    await run(model, (net) => ({ ...lesson, outputs: [...net.outputs, net.layers[0]!.output].flat() }));
    if (afresh) t.true(keys.length >= 6, `${keys}`);
    else t.deepEqual(keys, ['data-0']);
    t.is(tf.memory().numTensors, numTensors);
  });
}

test.serial('layers of a lesson are trained, and are no part of the model', async (t) => {
  const model = await fromLayersModel(net());
  const { numTensors } = tf.memory();
  const layer = tf.layers.dense({ units: 1, name: 'more', kernelInitializer: 'zeros' });
  let last = 0;
  const trained = await run(
    model,
    (net) => ({
      outputs: [layer.apply(net.outputs) as tf.SymbolicTensor],
      loss: ({ outputs }: Seen) => tf.mean(tf.square(tf.sub(outputs[0]!, 1))).asScalar(),
      dispose: () => void layer.dispose(),
    }),
    ({ metrics }) => {
      last = metrics!.loss!;
    },
  );
  t.true(last < 0.999);
  t.deepEqual(Object.keys(trained.weights), Object.keys(model.weights));
  t.is(tf.memory().numTensors, numTensors);
});

test.serial('what fails while examples are answered is thrown, and leaves nothing behind', async (t) => {
  const model = await fromLayersModel(net());
  const { numTensors } = tf.memory();
  for (const last of ['data-0', 'data-1']) {
    const teach: Teach = (net) => ({
      outputs: net.outputs,
      afresh: true,
      answers: (_, key) => {
        if (key === last) throw new Error('no answer');
        return [];
      },
      loss: ({ outputs }) => tf.mean(outputs[0]!).asScalar(),
    });
    await t.throwsAsync(run(model, teach), { message: 'no answer' });
    t.is(tf.memory().numTensors, numTensors);
  }
});

test.serial('the outline of a network is that of its model', async (t) => {
  const whole = net();
  const { weights, topology } = await fromLayersModel(whole);
  const infos = Object.entries(weights).map(([name, { dtype, shape }]) => [name, { dtype, shape }]);
  t.deepEqual(outlineOf(whole), { weights: Object.fromEntries(infos), topology: topology! });
});

test.serial('finetune asks for targets', async (t) => {
  const model = await fromLayersModel(net());
  const unlabelled = { xs: options.data.xs } as typeof options.data;
  await t.throwsAsync(use(finetune, { data: unlabelled }).run(model), {
    message: 'finetune: data must have ys, and has none',
  });
});
