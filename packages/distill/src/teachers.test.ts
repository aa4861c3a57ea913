import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { createRegistry, OptionError, write } from '@tensorpress/core';
import { fromLayersModel } from '@tensorpress/tfjs';
import test from 'ava';
import { answerFolder } from './answer-folder.ts';
import { inBatches } from './in-batches.ts';
import { openTeacher, type TeacherSource } from './open-teacher.ts';
import { remembered } from './remembered.ts';

test.before(() => tf.setBackend('cpu'));

const codecs = createRegistry({});
const xs = tf.randomNormal([4, 5], 0, 1, 'float32', 1);

const net = (seed: number, units = 3) => {
  const kernelInitializer = tf.initializers.randomNormal({ seed });
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 6, inputShape: [5], activation: 'relu', kernelInitializer, name: 'inside' }),
      tf.layers.dense({ units, activation: 'softmax', useBias: false, kernelInitializer, name: 'out' }),
    ],
  });
};

/** softmax(x·w), as converters write it. */
function graph(w: Float32Array): Promise<tf.GraphModel> {
  const type = { type: 'DT_FLOAT' };
  const no = { b: false };
  const node = [
    { name: 'x', op: 'Placeholder', attr: { dtype: type, shape: { shape: { dim: [{ size: '-1' }, { size: '5' }] } } } },
    {
      name: 'w',
      op: 'Const',
      attr: {
        dtype: type,
        value: { tensor: { dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '5' }, { size: '3' }] } } },
      },
    },
    { name: 'z', op: 'MatMul', input: ['x', 'w'], attr: { T: type, transpose_a: no, transpose_b: no } },
    { name: 'p', op: 'Softmax', input: ['z'], attr: { T: type } },
    { name: 'Identity', op: 'Identity', input: ['p'], attr: { T: type } },
  ];
  return tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology: { node, versions: { producer: 1 } },
      weightSpecs: [{ name: 'w', shape: [5, 3], dtype: 'float32' }],
      weightData: w.slice().buffer,
    }),
  );
}

const ask = async (sources: readonly TeacherSource[], layers: readonly string[] = []) => {
  const teacher = await openTeacher(sources, layers, codecs);
  const answers = teacher.ask([xs]).map((answer) => Array.from(answer.dataSync()));
  const digest = await teacher.digest();
  teacher.dispose();
  return { answers, digest, kinds: teacher.kinds };
};

test.serial('a network, its model and its bytes answer alike, and are told apart from others', async (t) => {
  const one = net(1);
  const model = await fromLayersModel(one);
  const direct = await ask([one], ['inside']);
  t.deepEqual(direct.kinds, ['classes']);
  t.is(direct.answers[1]!.length, 4 * 6);
  const { numTensors } = tf.memory();
  t.deepEqual(await ask([model], ['inside']), direct);
  t.deepEqual(await ask([await write(model)], ['inside']), direct);
  t.is(tf.memory().numTensors, numTensors + 4);
  t.notDeepEqual((await ask([net(2)])).digest, direct.digest);
  // TensorFlow.js would give such a layer another name.
  t.deepEqual((await ask([net(1)])).digest, direct.digest);
});

test.serial('a GraphModel tells what goes into its softmax, and what is inside', async (t) => {
  const w = Float32Array.from({ length: 15 }, (_, i) => 30 * Math.sin(i));
  const loaded = await graph(w);
  const { answers, kinds } = await ask([loaded], ['z']);
  t.deepEqual(kinds, ['classes']);
  const expected = tf.matMul(xs, tf.tensor2d(w, [5, 3])).dataSync();
  t.true(answers[0]!.every((value, i) => Math.abs(value - expected[i]!) < 1e-4));
  t.deepEqual(answers[1], answers[0]);
  await t.throwsAsync(() => ask([loaded], ['nowhere']), { instanceOf: OptionError, message: /^distill: .*nowhere/ });
});

test.serial('several answer by the mean of their logits', async (t) => {
  const { answers } = await ask([net(1), net(2)]);
  const [a, b] = [await ask([net(1)]), await ask([net(2)])].map((each) => each.answers[0]!);
  t.true(answers[0]!.every((value, i) => Math.abs(value - (a![i]! + b![i]!) / 2) < 1e-6));
  for (const [sources, layers, message] of [
    [[], [], /one network at least/],
    [[net(1), net(1)], ['inside'], /must have one teacher, not 2/],
    [[net(1), net(2, 4)], [], /the same shapes, not/],
    [[net(1)], ['nowhere'], /layers of the teacher, .*inside, out, not on nowhere/],
    [[7 as unknown as string], [], /teacher must be a model.*not 7/],
  ] as const) {
    await t.throwsAsync(() => ask(sources, layers), { instanceOf: OptionError, message });
  }
});

test.serial('who is asked about a few rows at a time says the same', async (t) => {
  const { ask: all } = await openTeacher([net(1)], ['inside'], codecs);
  const expected = all([xs]).map((answer) => answer.arraySync());
  const { numTensors } = tf.memory();
  for (const size of [1, 3, 4, 5]) {
    const sizes: number[] = [];
    const ask = inBatches((some) => {
      sizes.push(some[0]!.shape[0]!);
      return all(some);
    }, size);
    const answers = ask([xs]);
    t.deepEqual(
      answers.map((answer) => answer.arraySync()),
      expected,
    );
    t.true(Math.max(...sizes) <= size);
    tf.dispose(answers);
    t.is(tf.memory().numTensors, numTensors);
  }
});

const folders: string[] = [];
test.after.always(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

for (const kind of ['a Map', 'a folder', 'a folder by its URL']) {
  test.serial(`answers are given once, and then remembered by ${kind}`, async (t) => {
    const folder = join(await mkdtemp(join(tmpdir(), 'answers-')), 'new');
    folders.push(folder);
    const open = () => (kind === 'a Map' ? map : answerFolder(kind === 'a folder' ? folder : pathToFileURL(folder)));
    const map = new Map<string, Float32Array>();
    let asked = 0;
    const teacher = {
      digest: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      ask: ([x]: tf.Tensor[]) => {
        asked++;
        return [tf.slice(x!, [0, 0], [-1, 2]), tf.sum(x!, 1, true)];
      },
    };
    const shapes = [[2], [1]];
    const values = async (answers: Promise<tf.Tensor[]>) => (await answers).map((answer) => answer.arraySync());
    const first = await values(remembered(open(), shapes, teacher)([xs], 'data-0'));
    t.deepEqual(await values(remembered(open(), shapes, teacher)([xs], 'data-0')), first);
    t.deepEqual(await values(remembered(open(), shapes)([xs], 'data-0')), first);
    t.is(asked, 1);
    if (kind !== 'a Map') t.deepEqual(await readdir(folder), ['data-0.f32']);

    const other = { ...teacher, digest: new Float32Array(8) };
    const wrong = (given: Parameters<typeof remembered>[2], x: tf.Tensor, all = shapes, key = 'data-0') =>
      remembered(open(), all, given)([x], key);
    for (const [fails, message] of [
      [() => wrong(other, xs), 'distill: cache must hold answers of this teacher, not of another (data-0)'],
      [() => wrong(teacher, tf.add(xs, 1)), /^distill: cache must hold answers to this data .* \(data-0\)$/],
      [() => wrong(teacher, xs, [[3], [1]]), /^distill: cache must hold as many answers as the student gives/],
      [() => wrong(undefined, xs, shapes, 'data-1'), /^distill: teacher must have answered before.*data-1/],
    ] as const) {
      await t.throwsAsync(fails, { instanceOf: OptionError, message });
    }
  });
}

test.serial('a file that was cut off is refused', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'answers-'));
  folders.push(folder);
  await writeFile(join(folder, 'data-0.f32'), new Uint8Array(30));
  await t.throwsAsync(() => remembered(answerFolder(folder), [[2]])([xs], 'data-0'), { message: /data-0/ });
});
