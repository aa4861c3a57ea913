import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { RULES } from './output-kind.ts';
import { softLoss } from './soft-loss.ts';

test.before(() => tf.setBackend('cpu'));

const ROWS = 8;
const CLASSES = 5;
const logits = fc.array(
  fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: CLASSES, maxLength: CLASSES }),
  { minLength: ROWS, maxLength: ROWS },
);
const temperature = fc.double({ min: 0.5, max: 20, noNaN: true });
const numRuns = 12;

type Logits = number[][];

const lossOf = (z: Logits, v: Logits, at: number): number =>
  tf.tidy(() => softLoss(tf.tensor2d(z), tf.tensor2d(v), at).dataSync()[0]!);

/** The derivatives of the loss of each row. */
const gradientOf = (z: Logits, v: Logits, at: number): Logits =>
  tf.tidy(() => tf.mul<tf.Tensor2D>(tf.grad((x) => softLoss(x, tf.tensor2d(v), at))(tf.tensor2d(z)), ROWS).arraySync());

/** The loss of a row by its definition, on numbers of 64 bits. */
function exact(z: readonly number[], v: readonly number[], at: number): number {
  const [p, q] = [v, z].map((row) => {
    const powers = row.map((one) => Math.exp(one / at));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((one) => one / sum);
  });
  return at ** 2 * p!.reduce((sum, one, i) => sum + one * Math.log(one / q![i]!), 0);
}

const centred = (row: readonly number[]): number[] => {
  const mean = row.reduce((a, b) => a + b) / row.length;
  return row.map((one) => one - mean);
};

test('the loss is T² times the divergence, and its gradient equals finite differences of that', (t) => {
  fc.assert(
    fc.property(logits, logits, temperature, (z, v, at) => {
      const scale = Math.max(1, at ** 2);
      const mean = z.reduce((sum, row, i) => sum + exact(row, v[i]!, at), 0) / ROWS;
      t.true(Math.abs(lossOf(z, v, at) - mean) < 1e-5 * scale);
      for (const [row, slopes] of gradientOf(z, v, at).entries()) {
        for (const [i, slope] of slopes.entries()) {
          const moved = (by: number) => z[row]!.map((one, j) => (j === i ? one + by : one));
          const expected = (exact(moved(1e-4), v[row]!, at) - exact(moved(-1e-4), v[row]!, at)) / 2e-4;
          t.true(Math.abs(slope - expected) < 1e-5 * scale, `${slope}, not ${expected}`);
        }
      }
    }),
    { seed: 1, numRuns },
  );
});

test('for high temperatures the gradient is that of logits of mean zero that are to be equal', (t) => {
  fc.assert(
    fc.property(logits, logits, (z, v) => {
      for (const at of [200, 400]) {
        for (const [row, slopes] of gradientOf(z, v, at).entries()) {
          const expected = centred(z[row]!).map((one, i) => (one - centred(v[row]!)[i]!) / CLASSES);
          const near = 0.05 * (Math.hypot(...expected) + 0.1);
          t.true(slopes.every((slope, i) => Math.abs(slope - expected[i]!) < near));
        }
      }
    }),
    { seed: 2, numRuns },
  );
});

test('nothing is to be learnt from answers that are the same, up to a constant', (t) => {
  fc.assert(
    fc.property(logits, temperature, fc.double({ min: -3, max: 3, noNaN: true }), (z, at, constant) => {
      const moved = z.map((row) => row.map((one) => one + constant));
      t.true(Math.abs(lossOf(z, moved, at)) < 1e-5 * Math.max(1, at ** 2));
      t.true(
        gradientOf(z, moved, at)
          .flat()
          .every((one) => Math.abs(one) < 1e-5 * Math.max(1, at)),
      );
    }),
    { seed: 3, numRuns },
  );
});

test('labels are pairs of classes: yes and no', (t) => {
  const [z, v] = [tf.tensor2d([[-1, 0.5, 3]]), tf.tensor2d([[2, -0.3, 1]])];
  const { soft, hard } = RULES.labels;
  const bernoulli = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const [a, b] = [z.dataSync(), v.dataSync()].map((all) => [...all].map((one) => sigmoid(one / 2)));
  const expected = (4 / 3) * b!.reduce((sum, p, i) => sum + bernoulli(p, a![i]!), 0);
  t.true(Math.abs(soft(z, v, 2).dataSync()[0]! - expected) < 1e-5);
  const y = tf.tensor2d([[1, 0, 1]]);
  const stock = tf.metrics.binaryCrossentropy(y, tf.sigmoid(z));
  t.true(Math.abs(hard(z, y).dataSync()[0]! - stock.dataSync()[0]!) < 1e-5);
});

test('classes may be given by their numbers or one by one', (t) => {
  const z = tf.randomNormal([6, CLASSES], 0, 2, 'float32', 1);
  const numbers = tf.tensor2d([[0], [4], [2], [2], [1], [3]]);
  const ones = tf.oneHot(numbers.squeeze<tf.Tensor1D>([1]).toInt(), CLASSES).toFloat();
  const { hard, decisions } = RULES.classes;
  t.is(hard(z, numbers).dataSync()[0], hard(z, ones).dataSync()[0]);
  const stock = tf.losses.softmaxCrossEntropy(ones, z);
  t.true(Math.abs(hard(z, ones).dataSync()[0]! - stock.dataSync()[0]!) < 1e-5);
  t.deepEqual(decisions?.right(numbers, CLASSES).dataSync(), decisions?.right(ones, CLASSES).dataSync());
});
