import { compress, isNode, isOf, random, type Tensor } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { balancedRounding, storedStep } from './balanced-rounding.ts';

const STEP = storedStep(0.01);

async function codesOf(data: Float32Array, shape: readonly number[]): Promise<Int32Array> {
  const w: Tensor = { dtype: 'f32', shape, data };
  const { weights } = await compress({ weights: { w } }, [balancedRounding(STEP, () => true)]);
  const rounded = weights.w;
  if (!rounded || isNode(rounded) || !isOf(rounded, 'f32')) throw new Error('must be a tensor of floats');
  return Int32Array.from(rounded.data, (value) => {
    if (Math.fround(Math.round(value / STEP) * STEP) !== value) throw new Error(`${value} is no multiple of the step`);
    return Math.round(value / STEP);
  });
}

test('makes the errors of each output add up to half a step at most, and moves no weight by more than two', (t) =>
  t.notThrowsAsync(() =>
    fc.assert(
      fc.asyncProperty(
        fc.tuple(...[3, 3, 6, 5].map((max) => fc.integer({ min: 1, max }))),
        fc.integer(),
        async (shape, seed) => {
          const next = random(seed);
          const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => next() - 0.5);
          const codes = await codesOf(data, shape);
          const errors = Array.from(data, (value, i) => value / STEP - codes[i]!);
          const outputs = shape[3]!;
          const sums = Array.from({ length: outputs }, (_, output) =>
            errors.reduce((sum, error, i) => (i % outputs === output ? sum + error : sum), 0),
          );
          return (outputs === 1 || sums.every((sum) => Math.abs(sum) < 0.501)) && errors.every((x) => Math.abs(x) < 2);
        },
      ),
      { seed: 1, numRuns: 200 },
    ),
  ));

test('makes the errors of each kernel of a depthwise convolution add up to half a step at most', async (t) => {
  const next = random(1);
  const data = Float32Array.from({ length: 9 * 16 }, () => next() - 0.5);
  const codes = await codesOf(data, [3, 3, 16, 1]);
  for (let channel = 0; channel < 16; channel++) {
    let sum = 0;
    for (let i = channel; i < data.length; i += 16) sum += data[i]! / STEP - codes[i]!;
    t.true(Math.abs(sum) < 0.501);
  }
});

test('rounds a vector to the nearest multiples', async (t) => {
  t.deepEqual([...(await codesOf(Float32Array.of(0.004, 0.004, 0.004, -0.016), [4]))], [0, 0, 0, -2]);
});
