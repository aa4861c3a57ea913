import * as tf from '@tensorflow/tfjs';
import { random } from '@tensorpress/core';
import test from 'ava';
import { applyGru } from './fast-gru.ts';
import { gruSequence } from './gru-sequence.ts';

test.before(() => tf.setBackend('cpu'));

const BATCH = 3;
const STEPS = 7;

const next = random(5);
const noise = (...shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 2 * next() - 1),
    shape,
  );

/** Outputs, and the gradients of a sum of them in which each has another weight, by stock layers. */
function byStockLayer(x: tf.Tensor, weights: tf.Tensor[], dy: tf.Tensor, reversed: boolean): tf.Tensor[] {
  const units = weights[1]!.shape[0]!;
  const layer = tf.layers.gru({ units, returnSequences: true, goBackwards: reversed, recurrentActivation: 'sigmoid' });
  layer.build(x.shape);
  layer.setWeights(weights);
  const run = (x: tf.Tensor) => {
    const y = layer.call(x, {});
    if (!(y instanceof tf.Tensor)) throw new Error('there must be one output');
    return reversed ? tf.reverse(y, 1) : y;
  };
  const variables = layer.getWeights().map((weight) => {
    if (!(weight instanceof tf.Variable)) throw new Error('weights must be variables');
    return weight;
  });
  const { grads } = tf.variableGrads(() => run(x).mul(dy).sum().asScalar(), variables);
  return [run(x), tf.grad((x) => run(x).mul(dy).sum())(x), ...variables.map(({ name }) => grads[name]!)];
}

for (const { inputs, units, reversed } of [
  { inputs: 1, units: 4, reversed: false },
  { inputs: 1, units: 5, reversed: true },
  { inputs: 9, units: 6, reversed: false },
  { inputs: 10, units: 3, reversed: true },
]) {
  const way = reversed ? 'from the last step to the first' : 'from the first step to the last';
  test(`outputs and gradients are those of a stock layer with ${inputs} inputs and ${units} units ${way}`, async (t) => {
    const gru = await gruSequence({ inputs, units, reversed });
    // Twice, because the memory is used again, with other sizes.
    for (const steps of [STEPS, STEPS + 2]) {
      const x = noise(BATCH, steps, inputs);
      const dy = noise(BATCH, steps, units);
      const weights = [noise(inputs, 3 * units), noise(units, 3 * units), noise(3 * units)];
      const stock = byStockLayer(x, weights, dy, reversed);
      const run = (x: tf.Tensor, ...weights: tf.Tensor[]) => applyGru(gru, x, weights);
      const own = [
        run(x, ...weights),
        ...tf.grads((...all: tf.Tensor[]) => run(all[0]!, ...all.slice(1)))([x, ...weights], dy),
      ];
      t.is(own.length, stock.length);
      own.forEach((tensor, i) => {
        const difference = tensor.sub(stock[i]!).abs().max().dataSync()[0]!;
        t.true(difference < 1e-5, `${['y', 'x', 'kernel', 'recurrent', 'bias'][i]} is off by ${difference}`);
      });
    }
  });
}

test('a gradient is asked for once after each output', async (t) => {
  const gru = await gruSequence({ inputs: 1, units: 2 });
  const weights = { kernel: new Float32Array(6), recurrent: new Float32Array(12), bias: new Float32Array(6) };
  gru.forward(new Float32Array(6), weights, { batch: 2, steps: 3 });
  gru.backward(new Float32Array(12));
  t.throws(() => gru.backward(new Float32Array(12)), { message: /backward must follow forward, and once/ });
});
