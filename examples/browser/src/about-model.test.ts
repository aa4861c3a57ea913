import type { Model } from '@tensorpress/core';
import test from 'ava';
import { nameInside, sameWeights, slugOf, weightCount } from './about-model.ts';

const model = (shapes: Readonly<Record<string, readonly number[]>>, topology?: Model['topology']): Model => ({
  weights: Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      { dtype: 'f32', shape, data: new Float32Array(shape.reduce((size, n) => size * n, 1)) },
    ]),
  ),
  ...(topology && { topology }),
});

test('models have the same weights if names and shapes agree, in whatever order', (t) => {
  const one = model({ a: [2, 3], b: [3] });
  t.is(weightCount(one), 9);
  t.true(sameWeights(one, model({ b: [3], a: [2, 3] })));
  t.false(sameWeights(one, model({ a: [3, 2], b: [3] })));
  t.false(sameWeights(one, model({ a: [2, 3] })));
  t.false(sameWeights(model({ a: [2, 3] }), one));
});

test('a model is called what its topology calls it', (t) => {
  const config = { name: 'lenet-5' };
  t.is(nameInside(model({}, { modelTopology: { class_name: 'Sequential', config } })), 'lenet-5');
  t.is(nameInside(model({}, { modelTopology: { model_config: { config } } })), 'lenet-5');
  t.is(nameInside(model({}, { modelTopology: { node: [] } })), undefined);
  t.is(nameInside(model({})), undefined);
  t.is(slugOf('Super resolution (2×)'), 'super-resolution-2');
  t.is(slugOf('×'), 'model');
});
