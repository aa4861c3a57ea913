import { plainOps } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { noise } from './_noise.test.ts';
import { layoutOf } from './layout.ts';
import { multiplyBy } from './multiply.ts';
import { productConstants } from './product-constants.ts';
import { plansFor } from './product-plan.ts';
import { rebuildTransposed } from './rebuild-weight.ts';

test('every plan gives the product, whatever the width', (t) => {
  const side = fc.integer({ min: 1, max: 24 });
  fc.assert(
    fc.property(
      side,
      side,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(),
      (m, n, q, r, at) => {
        const layout = layoutOf(m, n, Math.min(q, m * n), r);
        const values = { xf: noise([layout.p, r], 1), wf: noise([r, layout.q], 2) };
        const weight = rebuildTransposed(plainOps, values, layout);
        const plans = [...plansFor(layout)];
        const plan = plans[at % plans.length]!;

        for (const batch of [1, 3]) {
          const x = noise([batch, m], 3);
          const found = multiplyBy(plainOps, values, layout, {
            batch,
            plan,
            constants: productConstants(layout, plan, batch),
          })(x);
          const expected = plainOps.matMul(x, weight, false, true);
          t.deepEqual([...found.shape], [batch, n]);
          t.true(found.data.every((value, i) => Math.abs(value - expected.data[i]!) < 1e-4));
        }
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});
