import test from 'ava';
import { formOf } from './form.ts';
import { quickest } from './quickest.ts';

const chosen = (n: number, block: number, rows: number) => quickest(formOf([n, n], { block }), rows);

test('one large block is transformed, for however many rows', (t) => {
  for (const rows of [1, 32, 1000]) t.is(chosen(4096, 4096, rows), 'transforms');
});

test('blocks of tens are products at each bin, in training and for one row', (t) => {
  for (const block of [8, 16, 64, 128]) for (const rows of [1, 32, 128]) t.is(chosen(4096, block, rows), 'bins');
});

test('of a small matrix the weight is built', (t) => {
  for (const block of [2, 4]) for (const rows of [8, 32]) t.is(chosen(32, block, rows), 'weight');
});

test('a large block whose size takes long to transform is not transformed', (t) => {
  t.is(chosen(784, 784, 32), 'transforms');
  t.not(chosen(787, 787, 32), 'transforms');
});
