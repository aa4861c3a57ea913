import { plainOps, type Tensor } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { forms, noise } from './_noise.test.ts';
import type { Form } from './form.ts';
import { project } from './project.ts';
import { rebuildWeight } from './rebuild-weight.ts';

const rebuilt = (c: Float32Array, form: Form) =>
  Float32Array.from(rebuildWeight<Tensor>(plainOps, { dtype: 'f32', shape: form.shape, data: c }, form).data);

const distance = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);

test('no weight of such blocks and signs is nearer', (t) => {
  fc.assert(
    fc.property(forms, fc.integer(), (form, seed) => {
      const weight = noise([form.places * form.inputs, form.outputs], seed).data;
      const c = project(weight, form);
      const nearest = distance(rebuilt(c, form), weight);
      // Along any line through it the distance is a parabola, and least here.
      const direction = noise(form.shape, seed + 1).data;
      for (const step of [-0.1, 0.1]) {
        const moved = rebuilt(
          c.map((value, i) => value + step * direction[i]!),
          form,
        );
        const still = distance(moved, rebuilt(c, form));
        t.true(Math.abs(distance(moved, weight) - nearest - still) <= 1e-5 * (1 + still));
      }
    }),
    { seed: 1, numRuns: 40 },
  );
});

test('a weight of such blocks is its own projection, and numbers that are no entries are 0', (t) => {
  fc.assert(
    fc.property(forms, (form) => {
      const weight = rebuilt(noise(form.shape, 1).data, form);
      const c = project(weight, form);
      t.true(distance(rebuilt(c, form), weight) < 1e-10 * weight.length);
      // Half of them where it makes no difference to the weight.
      for (const [i, value] of c.entries()) {
        const other = c.with(i, value + 1);
        if (distance(rebuilt(other, form), weight) < 0.5) t.is(value, 0);
      }
    }),
    { seed: 2, numRuns: 30 },
  );
});
