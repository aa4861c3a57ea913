import * as tf from '@tensorflow/tfjs';
import { conformance } from '@tensorpress/conformance';
import {
  compress,
  createRegistry,
  decodeModel,
  estimate,
  isNode,
  type Model,
  matching,
  OptionError,
  type Progress,
  use,
  write,
} from '@tensorpress/core';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { dsd, prune } from '@tensorpress/prune';
import { svd } from '@tensorpress/svd';
import { finetune, fromLayersModel, toLayersModel } from '@tensorpress/tfjs';
import test from 'ava';
import { useStockWasm } from './_wasm.test.ts';
import { attention, type DistillOptions, distill, distillModel, hint, type LossTerm } from './index.ts';

await useStockWasm();

const codecs = createRegistry({
  'kmeans-share': async () => kmeansShare,
  prune: async () => prune,
  svd: async () => svd,
});

const xs = tf.randomNormal([96, 16], 0, 1, 'float32', 1);
const classes = tf.tidy(() => tf.argMax(tf.matMul(xs, tf.randomNormal([16, 4], 0, 1, 'float32', 2)), 1).toInt());
const ys = tf.oneHot(classes as tf.Tensor1D, 4).toFloat();

function net(units: number, seed: number, activation: 'softmax' | 'linear' | 'sigmoid' | 'relu' = 'softmax', out = 4) {
  const kernelInitializer = tf.initializers.glorotNormal({ seed });
  return tf.sequential({
    name: 'net',
    layers: [
      tf.layers.dense({ units, inputShape: [16], activation: 'tanh', kernelInitializer, name: 'a' }),
      tf.layers.dense({ units: out, activation, kernelInitializer, name: 'b' }),
    ],
  });
}

const quick = { epochs: 4, learningRate: 0.03, codecs } as const;
const student = () => net(6, 7);

/** A network that knows the classes, and what pruning makes of it. */
async function problem(): Promise<{ model: Model; pruned: Model }> {
  await tf.setBackend('wasm');
  const data = { xs, ys };
  const model = await compress(await fromLayersModel(net(24, 3)), [use(finetune, { data, ...quick, epochs: 12 })]);
  return { model, pruned: await compress(model, [pruning, factoring]) };
}
const pruning = use(prune, { sparsity: 0.8 }, { where: matching('a/kernel') });
const factoring = use(svd, { rank: 2 }, { where: matching('b/kernel') });
const ready = problem();

const distance = async (a: Model, b: Model): Promise<number> => {
  const [p, q] = [await decodeModel(a, codecs), await decodeModel(b, codecs)];
  return Math.max(
    ...Object.entries(p.weights).flatMap(([name, { data }]) =>
      [...data].map((value, i) => Math.abs(value - q.weights[name]!.data[i]!)),
    ),
  );
};

/** Values by name without the floats that training changes. */
const structure = ({ weights }: Model) =>
  Object.values(weights).map((tree) =>
    isNode(tree) ? [tree.codec, tree.header, Object.values(tree.parts).map(({ dtype, shape }) => [dtype, shape])] : [],
  );

const shrinking = {
  // The gradient of gather, which pruned weights take, is slow there.
  cpu: [use(svd, { rank: 2 })],
  wasm: [pruning, factoring],
};

for (const [backend, stages] of Object.entries(shrinking)) {
  test.serial(`on ${backend} the original teaches what it was made into, without labels`, async (t) => {
    const { model } = await ready;
    await tf.setBackend(backend);
    const bytes = await write(model);
    const { numTensors, numBytes } = tf.memory();
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => seen.push(progress);
    const stage = use(distill, { data: { xs }, validationData: { xs, ys }, ...quick, epochs: 16 });
    const small = await compress(model, [...stages, stage], { onProgress });
    t.deepEqual([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes]);
    t.deepEqual(await write(model), bytes);
    t.deepEqual(structure(small), structure(await compress(model, stages)));
    const { before_agreement: before = 1, teacher_accuracy: teacher } = seen.find(({ stage }) => stage === 'distill')!
      .metrics!;
    const { after_agreement: after = 0, after_accuracy } = seen.at(-1)!.metrics!;
    t.true(teacher! > 0.95 && after > before + 0.05, `${teacher}: ${before} to ${after}`);
    t.true(after_accuracy! > 0.5);
    t.deepEqual([seen.at(-1)!.stage, seen.at(-1)!.done], ['distill', seen.at(-1)!.total]);
  });
}

test.serial('labels alone teach what finetune teaches, in the same order', async (t) => {
  const { model, pruned } = await ready;
  const options = { data: { xs, ys }, ...quick, epochs: 1, optimizer: 'momentum', batchSize: 10 } as const;
  for (const seed of [1, 2]) {
    const tuned = await compress(pruned, [use(finetune, options)], { seed });
    const distilled = await compress(pruned, [use(distill, { ...options, alpha: 1 })], { seed, original: model });
    t.true((await distance(tuned, distilled)) < 1e-5);
    t.true((await distance(tuned, pruned)) > 0.01);
  }
  // Numbers of classes are labels as well.
  const numbered = { ...options, data: { xs, ys: classes }, alpha: 1 };
  const one = await compress(pruned, [use(distill, { ...options, alpha: 1 })], { original: model });
  t.true((await distance(one, await compress(pruned, [use(distill, numbered)], { original: model }))) < 1e-6);
});

test.serial('who is their own teacher learns nothing', async (t) => {
  const { model } = await ready;
  const { model: same } = await distillModel(model, { data: { xs }, ...quick, optimizer: 'sgd' });
  t.true((await distance(model, same)) < 1e-6);
});

test.serial('the same seed gives the same weights, another seed other ones', async (t) => {
  const { pruned, model } = await ready;
  const run = (seed: number, options: Partial<DistillOptions> = {}) =>
    compress(pruned, [use(distill, { data: { xs }, ...quick, epochs: 1, ...options })], { seed, original: model });
  t.deepEqual(await run(1), await run(1));
  t.notDeepEqual(await run(1), await run(2));
  t.deepEqual(await run(1, { shuffle: false }), await run(2, { shuffle: false }));
});

test.serial('a student takes the place of the model, and is itself left as it was', async (t) => {
  const { model } = await ready;
  const { numTensors } = tf.memory();
  const given = student();
  const weights = given.getWeights().map((weight) => weight.dataSync());
  const stage = use(distill, { data: { xs }, student: given, ...quick, epochs: 12, validationData: { xs } });
  const small = await compress(model, [stage, use(kmeansShare, { bits: 4 }, { where: matching('a/kernel') })]);
  t.deepEqual(
    given.getWeights().map((weight) => weight.dataSync()),
    weights,
  );
  t.true(estimate(model, [stage]) >= (await write(await compress(model, [stage]))).length);
  given.dispose();
  const made = await distillModel(model, { data: { xs }, student, ...quick, epochs: 12, validationData: { xs, ys } });
  t.is(tf.memory().numTensors, numTensors);
  t.deepEqual(small.weights['a/kernel']!.shape, [16, 6]);
  const { before, after, teacher } = made;
  t.true(after.accuracy! > 0.7 && before.accuracy! < 0.6 && teacher.accuracy! > 0.95, JSON.stringify(made.after));
  // The result answers in probabilities, as the student did.
  const loaded = await toLayersModel(made.model, codecs);
  const sums = tf.sum(loaded.predict(xs) as tf.Tensor, 1).dataSync();
  t.true(sums.every((sum) => Math.abs(sum - 1) < 1e-5));
});

test.serial('a model without softmax gives logits', async (t) => {
  const { model } = await ready;
  const linear = () => net(6, 7, 'linear');
  const options = { data: { xs, ys }, ...quick, epochs: 1 } as const;
  const [a, b] = [
    await distillModel(model, { ...options, student }),
    await distillModel(model, { ...options, student: linear }),
  ];
  t.is(await distance(a.model, b.model), 0);
  const bare = await fromLayersModel(net(24, 3, 'linear'));
  await t.throwsAsync(distillModel(bare, { ...options, student: linear }), {
    instanceOf: OptionError,
    message: /^distill: outputs must be 'classes', 'labels' or 'values', as neither/,
  });
  const { after } = await distillModel(bare, {
    ...options,
    student: linear,
    outputs: 'classes',
    validationData: { xs, ys },
  });
  t.is(typeof after.agreement, 'number');
  await t.throwsAsync(distillModel(model, { ...options, student, outputs: 'values' }), {
    message: /not classes and values/,
  });
});

test.serial('labels and values are learnt, too', async (t) => {
  await tf.setBackend('wasm');
  for (const [activation, figure] of [
    ['sigmoid', 'agreement'],
    ['relu', 'distance'],
  ] as const) {
    const model = await fromLayersModel(net(24, 3, activation));
    const made = () => net(8, 5, activation);
    const data = { xs, ys: tf.greater(ys, 0.5).toFloat() };
    const { before, after, teacher } = await distillModel(model, {
      data,
      student: made,
      ...quick,
      epochs: 6,
      validationData: data,
    });
    const better = activation === 'relu' ? before[figure]! / after[figure]! : after[figure]! / before[figure]!;
    t.true(better > 1.1, `${before[figure]} to ${after[figure]}`);
    t.deepEqual(Object.keys(teacher), activation === 'relu' ? ['error'] : ['accuracy']);
  }
});

const convolutional = (channels: number, seed: number, size = 3) => {
  const kernelInitializer = tf.initializers.heNormal({ seed });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: channels, kernelSize: size, inputShape: [8, 8, 1], kernelInitializer, name: 'maps' }),
      tf.layers.globalAveragePooling2d({ name: 'pool' }),
      tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer, name: 'out' }),
    ],
  });
};

test.serial('hints and attention bring layers nearer, through a regressor that is no part of the result', async (t) => {
  await tf.setBackend('wasm');
  const teacher = convolutional(5, 1);
  const images = tf.randomNormal([32, 8, 8, 1], 0, 1, 'float32', 3);
  const { numTensors } = tf.memory();
  const pair = { student: 'maps', teacher: 'maps', weight: 3 };
  for (const term of [hint(pair), attention(pair)]) {
    const losses: number[] = [];
    const watched: LossTerm = {
      ...term,
      loss: (lecture) => {
        const loss = term.loss(lecture);
        losses.push(loss.dataSync()[0]!);
        return loss;
      },
    };
    const { model } = await distillModel(await fromLayersModel(teacher), {
      data: { xs: images },
      student: () => convolutional(3, 2),
      losses: [watched],
      ...quick,
      epochs: 10,
      shuffle: false,
    });
    t.true(losses.at(-1)! < 0.8 * losses[1]!, `${losses[1]} to ${losses.at(-1)}`);
    t.deepEqual(Object.keys(model.weights), ['maps/kernel', 'maps/bias', 'out/kernel', 'out/bias']);
    t.is(tf.memory().numTensors, numTensors);
  }
});

test.serial("losses of one's own see inputs, labels, logits and layers", async (t) => {
  const { model } = await ready;
  const shapes: unknown[] = [];
  const plain: LossTerm['loss'] = ({ xs, ys, student, teacher, studentLayers, teacherLayers }) => {
    shapes.push([xs, ys, student, teacher, studentLayers, teacherLayers].map((all) => all.map((one) => one.shape[1])));
    return tf.mean(tf.square(student[0]!)).asScalar();
  };
  const options = { data: { xs, ys }, student, ...quick, epochs: 1, batchSize: 96 } as const;
  const losses = [plain, { student: ['a', 'b'], teacher: ['a'], weight: 0, loss: plain }];
  const { model: pulled } = await distillModel(model, { ...options, losses });
  t.deepEqual(shapes.slice(-2), [
    [[16], [4], [4], [4], [], []],
    [[16], [4], [4], [4], [6, 4], [24]],
  ]);
  t.true((await distance(pulled, (await distillModel(model, options)).model)) > 1e-3);
});

test.serial('a cache is filled once and takes the place of its teacher', async (t) => {
  const { model, pruned } = await ready;
  const cache = new Map<string, Float32Array>();
  const options = { data: { xs }, validationData: { xs, ys }, ...quick, epochs: 1 } as const;
  const around = { original: model };
  const without = await distillModel(pruned, options, around);
  t.deepEqual(await distillModel(pruned, { ...options, cache }, around), without);
  t.deepEqual([...cache.keys()], ['data-0', 'validation-0']);
  t.deepEqual(await distillModel(pruned, { ...options, cache }, around), without);
  t.deepEqual(await distillModel(pruned, { ...options, teacher: cache }), without);
  await t.throwsAsync(distillModel(pruned, { ...options, cache }), {
    message: /cache must hold answers of this teacher/,
  });
  // It was interrupted before it came to the end.
  cache.delete('validation-0');
  t.deepEqual(await distillModel(pruned, { ...options, cache }, around), without);
});

test.serial('datasets bring their own batches, and a cache is for those in the same order', async (t) => {
  const { model, pruned } = await ready;
  const batches = (count: number, first = 0) => ({
    size: count,
    iterator: async () => {
      let i = first;
      return {
        next: async () =>
          i < first + count
            ? { done: false as const, value: { xs: xs.slice([32 * i], [32]), ys: ys.slice([32 * i++], [32]) } }
            : { done: true as const, value: undefined },
      };
    },
  });
  const { numTensors } = tf.memory();
  const cache = new Map<string, Float32Array>();
  const options = { data: batches(3), validationData: batches(2), ...quick, shuffle: false, batchSize: 32 } as const;
  const around = { original: model };
  const batched = await distillModel(pruned, { ...options, cache }, around);
  t.deepEqual([...cache.keys()].sort(), ['data-0', 'data-1', 'data-2', 'validation-0', 'validation-1']);
  const whole = await distillModel(pruned, { ...options, data: { xs, ys } }, around);
  t.true((await distance(batched.model, whole.model)) < 1e-5);
  await t.throwsAsync(distillModel(pruned, { ...options, data: batches(2, 1), cache }, around), {
    message: 'distill: cache must hold answers to this data in this order, not to other data (data-0)',
  });
  t.is(tf.memory().numTensors, numTensors);
});

test.serial('several inputs and outputs, each by its name', async (t) => {
  await tf.setBackend('wasm');
  const made = (units: number) => {
    const inputs = ['p', 'q'].map((name) => tf.input({ shape: [4], name }));
    const joined = tf.layers.concatenate().apply(inputs) as tf.SymbolicTensor;
    const hidden = tf.layers.dense({ units, name: 'h' }).apply(joined) as tf.SymbolicTensor;
    const outputs = [
      tf.layers.dense({ units: 3, activation: 'softmax', name: 'c' }).apply(hidden) as tf.SymbolicTensor,
      tf.layers.dense({ units: 1, name: 'v' }).apply(hidden) as tf.SymbolicTensor,
    ];
    return tf.model({ inputs, outputs });
  };
  const inputs = { q: tf.ones([6, 4]), p: tf.zeros([6, 4]) };
  const data = { xs: inputs, ys: { v: tf.ones([6, 1]), c: tf.tensor1d([0, 1, 2, 0, 1, 2]) } };
  const { after } = await distillModel(await fromLayersModel(made(5)), {
    data,
    student: () => made(2),
    validationData: data,
  });
  t.deepEqual(Object.keys(after).sort(), ['accuracy', 'agreement', 'distance', 'error']);
});

test.serial('where selects what is trained', async (t) => {
  const { model, pruned } = await ready;
  const stage = use(distill, { data: { xs }, ...quick, epochs: 1 }, { where: matching('b/*') });
  const small = await compress(pruned, [stage], { original: model });
  t.deepEqual(
    Object.keys(small.weights).filter((name) => small.weights[name] === pruned.weights[name]),
    ['a/kernel', 'a/bias'],
  );
});

test.serial('stops with the reason of the signal, and leaves nothing behind', async (t) => {
  const { model, pruned } = await ready;
  const { numTensors } = tf.memory();
  for (const steps of [0, 2]) {
    const controller = new AbortController();
    let told = 0;
    const onProgress = () => {
      if (told++ === steps) controller.abort(new Error('enough'));
    };
    const stage = use(distill, {
      data: { xs },
      validationData: { xs },
      student,
      ...quick,
      losses: [hint({ student: 'a', teacher: 'a' })],
    });
    const run = compress(pruned, [stage], { signal: controller.signal, onProgress, original: model });
    await t.throwsAsync(run, { message: 'enough' });
    t.is(tf.memory().numTensors, numTensors);
  }
});

test.serial('a thousand steps leave nothing behind', async (t) => {
  await tf.setBackend('cpu');
  const layer = () => tf.layers.dense({ units: 2, inputShape: [3], activation: 'softmax' });
  const model = await fromLayersModel(tf.sequential({ layers: [layer()] }));
  const held: number[] = [];
  const callbacks = { onEpochEnd: async () => void held.push(tf.memory().numTensors) };
  const data = { xs: tf.randomNormal([100, 3]), ys: tf.zeros([100, 1]) };
  const options = { data, batchSize: 1, epochs: 10, optimizer: 'sgd', callbacks } as const;
  await distillModel(model, { ...options, student: () => tf.sequential({ layers: [layer()] }) });
  t.is(held.length, 10);
  // Figures of epochs are kept until the last of them is over.
  const each = held[1]! - held[0]!;
  t.deepEqual(
    held,
    held.map((_, i) => held[0]! + i * each),
  );
  t.true(each <= 1, `${each} with each epoch`);
});

test.serial('what does not go together is said in one line, and leaves nothing behind', async (t) => {
  const { model } = await ready;
  const { numTensors } = tf.memory();
  const data = { xs, ys };
  const pair = (student: string, teacher: string) => ({ student, teacher });
  const wrong: readonly [Partial<DistillOptions>, RegExp][] = [
    [{ temperature: 0 }, /^distill: temperature must be above 0, not 0$/],
    [{ data: { xs }, alpha: 0.5 }, /^distill: alpha must be 0 without ys, not 0\.5$/],
    [{ data: { xs, ys: tf.ones([96, 3]) } }, /^distill: data must have ys of \[4\] or \[1\] .*, not of \[3\]$/],
    [{ data: { xs, ys: [ys, ys] } }, /^distill: data must have ys for 1 outputs, not for 2$/],
    [{ data: { xs, ys: tf.ones([5, 4]) } }, /^distill: xs and ys must hold equally many examples, not 96 and 5$/],
    [
      { data: { size: 0, iterator: async () => ({ next: async () => ({ done: true, value: undefined }) }) } },
      /^distill: data must hold examples, and holds none$/,
    ],
    [{ validationData: { xs } }, /^distill: validationData must have ys, as data has$/],
    [{ student: 7 as never }, /^distill: student must be a LayersModel or a function that makes one, not number$/],
    [{ student: () => 7 as never }, /^distill: student must be a function that makes a LayersModel, not number$/],
    [
      { student: () => net(3, 1, 'softmax', 5) },
      /^distill: teacher must give what the student gives, \[5\], not \[4\]$/,
    ],
    [
      { teacher: net(3, 1, 'sigmoid') },
      /^distill: outputs must mean the same to teacher and student, not labels and classes$/,
    ],
    [{ teacher: [] }, /^distill: teacher must be one network at least, not an empty list$/],
    [{ cache: {} as never }, /^distill: cache must have get and set, like a Map$/],
    [{ teacher: new Map(), cache: new Map() }, /^distill: cache must be left out where the teacher is one$/],
    [{ losses: {} as never }, /^distill: losses must be a list, not object$/],
    [{ losses: [{} as never] }, /^distill: losses must be functions, or objects that have one called loss$/],
    [{ losses: [({ xs }) => xs[0]! as never] }, /^distill: losses must give one number, not \[1,16\]$/],
    [
      { losses: [hint({ ...pair('a', 'a'), weight: -1 })] },
      /^distill: the weight of a loss must be 0 or more, not -1$/,
    ],
    [{ losses: [hint(pair('x', 'a'))] }, /^distill: losses must be on layers of the student, .*a, b, not on x$/],
    [{ losses: [hint(pair('a', 'x'))] }, /^distill: losses must be on layers of the teacher, .*a, b, not on x$/],
    [{ losses: [attention(pair('a', 'a'))] }, /^distill: attention must be of layers with equally many positions/],
    [
      { losses: [hint(pair('a', 'a'))], cache: new Map() },
      /^distill: losses on layers of the teacher must ask it, not the cache$/,
    ],
    [{ optimizer: 'lion' as never }, /^distill: optimizer must be adam, .*, not 'lion'$/],
  ];
  for (const [options, message] of wrong) {
    const given = { data, student, ...quick, epochs: 1, ...options };
    await t.throwsAsync(distillModel(model, given), { message }, String(message));
  }
  const { student: _, ...pruning } = { data, student, epochs: 1 };
  const { pruned } = await ready;
  await t.throwsAsync(distillModel(pruned, pruning), { message: /^distill: codecs must be a registry that has/ });
  // Some of the tensors above are the tests' own.
  t.true(tf.memory().numTensors <= numTensors + 12, `${tf.memory().numTensors - numTensors}`);
});

test.serial('after dense, sparse and dense training all weights are plain and trained', async (t) => {
  await tf.setBackend('wasm');
  const model = await fromLayersModel(net(24, 5));
  const data = { xs, ys };
  const stages = dsd({
    sparsity: 0.4,
    where: matching('*/kernel'),
    train: ({ rate }) => use(finetune, { data, codecs, epochs: 3, learningRate: 0.01 * rate }),
  });
  const trained = await compress(model, stages);
  t.deepEqual(Object.values(trained.weights).map(isNode), [false, false, false, false]);
  const { data: kernel } = (await decodeModel(trained, codecs)).weights['a/kernel']!;
  t.true(kernel.filter((value) => value === 0).length < 0.01 * kernel.length);
});

test.serial('keeps to what is asked of every compressor', async (t) => {
  await tf.setBackend('cpu');
  const model = await fromLayersModel(net(4, 1));
  const few = tf.slice(xs, 0, 6);
  const cases = [
    { title: 'itself', options: { data: { xs: few } }, model },
    { title: 'a student', options: { data: { xs: few }, student: () => net(2, 2), alpha: 0 }, model },
  ];
  for (const { run } of conformance(distill, cases, { rejects: [{ data: { xs: few }, temperature: -1 }] })) {
    await t.notThrowsAsync(run);
  }
});
