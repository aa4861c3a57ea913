import { plainOps } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { forms, noise } from './_noise.test.ts';
import { formOf } from './form.ts';
import { rebuildWeight } from './rebuild-weight.ts';

test('an entry is that of its block, by row and column modulo the size, with the sign of its row', (t) => {
  fc.assert(
    fc.property(forms, (form) => {
      const { places, inputs, outputs, block, down, across, signs } = form;
      const c = noise(form.shape, 1);
      const weight = rebuildWeight(plainOps, c, form);
      t.deepEqual(weight.shape, [places * inputs, outputs]);
      for (let row = 0; row < places * inputs; row++) {
        const input = row % inputs;
        const above = Math.floor(row / inputs) * down + Math.floor(input / block);
        for (let output = 0; output < outputs; output++) {
          const at = (above * across + Math.floor(output / block)) * block;
          const value = c.data[at + ((((output - input) % block) + block) % block)]!;
          t.is(weight.data[row * outputs + output], (signs?.[row] ?? 1) * value + 0);
        }
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('one block of a square is the circulant matrix', (t) => {
  const c = { ...noise([1, 1, 3], 1), data: Float32Array.of(1, 2, 3) };
  t.deepEqual([...rebuildWeight(plainOps, c, formOf([3, 3], { block: 3 })).data], [1, 2, 3, 3, 1, 2, 2, 3, 1]);
});

test('signs are those of the seed, as many of each about', (t) => {
  const signsOf = (seed: number) => [...(formOf([1000, 10], { block: 1000, seed }).signs ?? [])];
  t.deepEqual(signsOf(3), signsOf(3));
  t.notDeepEqual(signsOf(3), signsOf(4));
  const sum = signsOf(3).reduce((total, sign) => total + sign);
  t.true(Math.abs(sum) < 100 && signsOf(3).every((sign) => Math.abs(sign) === 1));
});
