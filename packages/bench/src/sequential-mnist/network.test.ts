import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { sequentialNetwork } from './network.ts';
import { sizes } from './sizes.ts';

test.before(() => tf.setBackend('cpu'));

/** Parameters of PyTorch's network, which has a second bias for each gate. */
const inPyTorch = (units: number) => {
  const direction = (inputs: number) => 3 * units * (inputs + units + 2);
  return 2 * direction(1) + 2 * direction(2 * units) + 2 * units + 1;
};

test('the full size has the parameters of the paper but for the second biases', (t) => {
  const model = sequentialNetwork(sizes.full, 1);
  t.is(inPyTorch(100), 243_201);
  t.is(model.countParams(), 243_201 - 2 * 2 * 3 * 100);
  t.is(model.countParams(), 242_001);
  t.deepEqual(model.outputs[0]!.shape, [null, 392, 1]);
  model.dispose();
});

test('the small size has an output for each input, and parameters that are counted in the same way', (t) => {
  const model = sequentialNetwork(sizes.small, 1);
  t.is(model.countParams(), inPyTorch(48) - 12 * 48);
  t.deepEqual(
    [model.inputs[0]!.shape, model.outputs[0]!.shape],
    [
      [null, 98, 1],
      [null, 98, 1],
    ],
  );
  model.dispose();
});

test('weights are within the reach that PyTorch gives them, differ between directions, and depend on the seed alone', (t) => {
  const values = (seed: number) => {
    const model = sequentialNetwork({ ...sizes.small, units: 4 }, seed);
    const all = model.getWeights().map((weight) => [...weight.dataSync()]);
    model.dispose();
    return all;
  };
  const weights = values(1);
  const largest = weights.map((weight) => Math.max(...weight.map(Math.abs)));
  t.true(
    largest.slice(0, -2).every((value) => value <= 0.5 && value > 0.25),
    `${largest}`,
  );
  t.true(largest.slice(-2).every((value) => value <= 8 ** -0.5));
  t.notDeepEqual(weights[0], weights[3]);
  t.deepEqual(values(1), weights);
  t.notDeepEqual(values(2), weights);
});
