import { sampleTensor } from '@tensorpress/conformance';
import { compress, isNode, type Model, OptionError, type Stage } from '@tensorpress/core';
import test from 'ava';
import { type DsdPhase, dsd } from './index.ts';

const model = { weights: { a: sampleTensor('f32', [20, 24]), b: sampleTensor('f32', [30, 30]) } };

/** A stage that looks at the model and leaves it. */
const looking = (seen: (model: Model) => void): Stage => ({
  id: 'look',
  run: async (model) => {
    seen(model);
    return model;
  },
  preview: (outline) => outline,
});

test('trains all weights, then those that are left, then all again at a tenth of the rate', async (t) => {
  const seen: unknown[] = [];
  const train = (phase: DsdPhase) => looking(({ weights }) => seen.push([phase, Object.values(weights).map(isNode)]));
  const result = await compress(model, dsd({ sparsity: 0.4, train, where: (path) => path === 'a' }));
  t.deepEqual(seen, [
    [{ name: 'dense', rate: 1, round: 0 }, [false, false]],
    [{ name: 'sparse', rate: 1, round: 0 }, [true, false]],
    [{ name: 'again', rate: 0.1, round: 0 }, [false, false]],
  ]);
  const { a, b } = result.weights;
  t.is(b, model.weights.b);
  const zeros = a && !isNode(a) ? a.data.filter((value) => value === 0).length : 0;
  t.is(zeros, 0.4 * 20 * 24);
});

test('rounds follow one another, and phases without a stage are left out', (t) => {
  const train = ({ name }: DsdPhase) => (name === 'dense' ? undefined : looking(() => {}));
  t.deepEqual(
    dsd({ sparsity: 0.3, train, rounds: 2 }).map(({ id }) => id),
    ['prune', 'look', 'densify', 'look', 'prune', 'look', 'densify', 'look'],
  );
});

test('rejects a sparsity that leaves nothing or removes nothing, and rounds that are none', (t) => {
  const train = () => undefined;
  for (const sparsity of [0, 1, Number.NaN]) {
    t.throws(() => dsd({ sparsity, train }), { instanceOf: OptionError, message: /^dsd: sparsity must be .*, not/ });
  }
  t.throws(() => dsd({ sparsity: 0.3, train, rounds: 0.5 }), { message: /^dsd: rounds must be .*, not 0.5/ });
});
