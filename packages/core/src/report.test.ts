import test from 'ava';
import { registry, runs, steps } from './_codecs.test.ts';
import type { Progress } from './compressor.ts';
import { write } from './file.ts';
import { compress, use } from './pipeline.ts';
import { report } from './report.ts';
import type { Tensor } from './tensor.ts';
import type { Model } from './tree.ts';

const kernel: Tensor = {
  dtype: 'f32',
  shape: [20, 20],
  data: Float32Array.from({ length: 400 }, (_, i) => (i < 5 ? i : 0)),
};
const bias: Tensor = { dtype: 'f32', shape: [3], data: Float32Array.of(1, Number.NaN, 3) };

test('each weight is reported with its codecs, its bytes in both files, its error and why it was left alone', async (t) => {
  const model: Model = { weights: { kernel, bias, tied: kernel, zeros: { ...kernel, data: new Float32Array(400) } } };
  const events: Progress[] = [];
  const small = await compress(model, [use(steps, { levels: 3 }), use(runs)], {
    onProgress: (event) => events.push(event),
  });
  const { weights, before, after, header } = await report(model, small, registry, events);
  t.is(before, (await write(model)).length);
  t.is(after, (await write(small)).length);
  t.is(header, after - weights.reduce((sum, weight) => sum + weight.after, 0));
  t.deepEqual(
    weights.map(({ name, shape, codecs, before, notes }) => ({ name, shape, codecs, before, notes })),
    [
      { name: 'kernel', shape: [20, 20], codecs: 'steps(codes: runs)', before: 1604, notes: [] },
      {
        name: 'bias',
        shape: [3],
        codecs: '',
        before: 16,
        notes: ['steps: under 256 values or 1-D: not touched unless where selects it'],
      },
      { name: 'tied', shape: [20, 20], codecs: 'steps(codes: runs)', before: 0, notes: [] },
      { name: 'zeros', shape: [20, 20], codecs: '', before: 1604, notes: ['steps: holds zeros only'] },
    ],
  );
  // 1, 2, 3 and 4 become 4/3, 8/3 and 4 thirds of steps: 1 and 2 go to 4/3 and 8/3 … of a step of 4/3.
  const step = Math.fround(4 / 3);
  const error = Math.sqrt([1, 2, 3, 4].reduce((sum, v) => sum + (v - step * Math.round(v / step)) ** 2, 0) / 30);
  t.true(Math.abs(weights[0]!.error - error) < 1e-6);
  t.is(weights[1]!.error, 0);
  t.is(weights[2]!.after, 0);
  t.true(weights[0]!.after < 100);
});

test('notes on parts say which part', async (t) => {
  const events: Progress[] = [
    { stage: 'a', done: 1, total: 1, path: 'kernel.codes', note: 'is odd' },
    { stage: 'a', done: 1, total: 1, path: 'kernel.codes', note: 'is odd' },
    { stage: 'b', done: 1, total: 1, path: 'kernel', note: 'is even' },
    { stage: 'b', done: 1, total: 1, path: 'kernels', note: 'is another' },
  ];
  const { weights } = await report({ weights: { kernel } }, { weights: { kernel } }, registry, events);
  t.deepEqual(weights[0]?.notes, ['a: codes is odd', 'b: is even']);
});

test('the error of equal values is none, even of NaN and zeros, and of others what it is', async (t) => {
  const of = (...values: number[]): Tensor => ({
    dtype: 'f32',
    shape: [values.length],
    data: Float32Array.from(values),
  });
  const errorOf = async (a: Tensor, b: Tensor) =>
    (await report({ weights: { a } }, { weights: { a: b } }, registry)).weights[0]?.error;
  t.is(await errorOf(of(1, Number.NaN), of(1, Number.NaN)), 0);
  t.is(await errorOf(of(Number.POSITIVE_INFINITY), of(Number.POSITIVE_INFINITY)), 0);
  t.is(await errorOf(of(0, 0), of(0, 0)), 0);
  t.is(await errorOf(of(0, 0), of(0, 1)), Number.POSITIVE_INFINITY);
  t.is(await errorOf(of(3, 4), of(3, 4.5)), 0.1);
  t.is(await errorOf(of(1, 2), of(1, Number.NaN)), Number.NaN);
});
