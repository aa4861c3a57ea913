import { type Operation, plainOps, type Tensor } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { forms, near, noise } from './_noise.test.ts';
import { entriesOf } from './entries.ts';
import type { Form } from './form.ts';
import { operationsOf } from './operations.ts';
import { rebuildWeight } from './rebuild-weight.ts';

const rows = fc.integer({ min: 1, max: 4 });
const settings = { seed: 1, numRuns: 60 };

/** A problem of a form: what to multiply, by what, and the derivatives by the product. */
function problem(form: Form, n: number) {
  const x = noise([n, form.places * form.inputs], 1);
  const c = noise(form.shape, 2);
  const dy = noise([n, form.outputs], 3);
  const { spectra, product } = operationsOf(form);
  return { x, c, dy, spectra, product, known: spectra.forward(c) };
}

/** The slope of the loss Σ dy·y along a direction of one of the inputs of an operation. */
function slope(
  operation: Operation,
  inputs: readonly Tensor<'f32'>[],
  which: number,
  along: Tensor,
  dy: Tensor,
): number {
  const loss = (step: number) => {
    const moved = inputs.map((input, i) =>
      i === which ? { ...input, data: input.data.map((value, j) => value + step * along.data[j]!) } : input,
    );
    return operation.forward(...moved).data.reduce((sum, value, i) => sum + value * dy.data[i]!, 0);
  };
  // Linear in each input, so that large steps are as good as small ones.
  return (loss(1) - loss(-1)) / 2;
}

test('the product by transforms is the dense product', (t) => {
  fc.assert(
    fc.property(forms, rows, (form, n) => {
      const { x, c, product, known } = problem(form, n);
      const found = product.forward(x, known);
      const expected = plainOps.matMul(x, rebuildWeight<Tensor>(plainOps, c, form));
      t.deepEqual(found.shape, expected.shape);
      t.true(near(found.data, expected.data));
    }),
    settings,
  );
});

test('gradients by transforms are those of the dense product', (t) => {
  fc.assert(
    fc.property(forms, rows, (form, n) => {
      const { x, c, dy, spectra, product, known } = problem(form, n);
      const [dx, ds] = product.gradient(dy, x, known);
      const [dc] = spectra.gradient({ ...known, data: ds! }, c);
      const weight = rebuildWeight<Tensor>(plainOps, c, form);
      t.true(near(dx!, plainOps.matMul(dy, weight, false, true).data));
      const expected = new Float64Array(c.data.length);
      const dense = plainOps.matMul(x, dy, true).data;
      for (const [i, entry] of entriesOf(form).entries()) {
        expected[entry % expected.length]! += entry < expected.length ? dense[i]! : -dense[i]!;
      }
      t.true(near(dc!, expected));
    }),
    settings,
  );
});

test('each gradient is the slope that differences show', (t) => {
  fc.assert(
    fc.property(forms, rows, fc.integer(), (form, n, seed) => {
      const { x, c, dy, spectra, product, known } = problem(form, n);
      for (const [operation, inputs, by] of [
        [product, [x, known], dy],
        [spectra, [c], noise(known.shape, 4)],
      ] as const) {
        const gradients = operation.gradient(by, ...inputs);
        t.is(gradients.length, inputs.length);
        for (const [i, gradient] of gradients.entries()) {
          const along = noise(inputs[i]!.shape, seed);
          const found = gradient.reduce((sum, value, j) => sum + value * along.data[j]!, 0);
          const scale = Math.sqrt(gradient.length) * Math.hypot(...gradient);
          t.true(Math.abs(found - slope(operation, inputs, i, along, by)) <= 1e-4 * (1 + scale));
        }
      }
    }),
    settings,
  );
});
