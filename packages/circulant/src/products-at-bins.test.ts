import { plainOps, type Tensor } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { forms, near, noise } from './_noise.test.ts';
import { productsAtBins } from './products-at-bins.ts';
import { rebuildWeight } from './rebuild-weight.ts';

test('the product at bins is the dense product', (t) => {
  fc.assert(
    fc.property(forms, fc.integer({ min: 1, max: 4 }), (form, n) => {
      const x = noise([n, form.places * form.inputs], 1);
      const c = noise(form.shape, 2);
      const found = productsAtBins<Tensor>(plainOps, c, form, n)(x);
      const expected = plainOps.matMul(x, rebuildWeight<Tensor>(plainOps, c, form));
      t.deepEqual(found.shape, expected.shape);
      t.true(near(found.data, expected.data));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('constants are the same objects each time', (t) => {
  const constants: unknown[] = [];
  const ops: typeof plainOps = {
    ...plainOps,
    tensor: (values, shape, dtype) => {
      constants.push(values);
      return plainOps.tensor(values, shape, dtype);
    },
  };
  const [form] = fc.sample(forms, { seed: 2, numRuns: 1 });
  const multiply = () => {
    constants.length = 0;
    productsAtBins<Tensor>(ops, noise(form!.shape, 2), form!, 2)(noise([2, form!.places * form!.inputs], 1));
    return [...constants];
  };
  const [first, second] = [multiply(), multiply()];
  t.true(first.length >= 3);
  t.is(first.length, second.length);
  for (const [i, constant] of first.entries()) t.is(constant, second[i]);
});
