import { CodecError } from '@tensorpress/core';
import test from 'ava';
import { type CirculantHeader, formFrom, formOf } from './form.ts';

test('a header of another shape is rejected', (t) => {
  const rejects = (header: unknown, shape: readonly number[]) =>
    t.throws(() => formFrom(shape, header as CirculantHeader), { instanceOf: CodecError });
  for (const block of [undefined, null, '2', 0, -1, 1.5, [2], 7, Number.NaN, Infinity]) rejects({ block }, [4, 6]);
  for (const seed of [null, '2', 1.5, 2 ** 31, Number.NaN, true]) rejects({ block: 2, seed }, [4, 6]);
  for (const shape of [[], [6], [0, 6], [4, 0], [0, 4, 6]]) rejects({ block: 1 }, shape);
});

test('blocks cover each place of a kernel', (t) => {
  const { places, inputs, outputs, down, across, shape } = formFrom([3, 2, 10, 7], { block: 4 });
  t.deepEqual({ places, inputs, outputs, down, across }, { places: 6, inputs: 10, outputs: 7, down: 3, across: 2 });
  t.deepEqual(shape, [3, 2, 3, 2, 4]);
});

test('the form of a header is the same object for the same shape, and another for another', (t) => {
  const header = { block: 4, seed: 1 };
  const form = formFrom([8, 8], header);
  t.is(formFrom([8, 8], header), form);
  t.deepEqual(formFrom([4, 8], header), formOf([4, 8], header));
  t.is(form.signs?.length, 8);
});
