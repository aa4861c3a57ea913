import test from 'ava';
import { formOf } from './form.ts';
import { transforms } from './transforms.ts';

const chosen = (n: number, block: number, rows: number) => transforms(formOf([n, n], { block }), rows);

test('large blocks are transformed, for however many rows', (t) => {
  for (const rows of [1, 32, 1000]) t.true(chosen(4096, 4096, rows));
});

test('for small blocks or small matrices the weight is built', (t) => {
  t.false(chosen(64, 64, 32));
  t.false(chosen(1024, 4, 1));
  t.false(chosen(1024, 4, 32));
});

test('more rows make building quicker, if anything', (t) => {
  for (const block of [8, 32, 128, 512]) {
    const ways = [1, 4, 16, 64, 256, 1024].map((rows) => chosen(1024, block, rows));
    t.deepEqual(
      ways,
      [...ways].sort((a, b) => Number(b) - Number(a)),
    );
  }
});

test('sizes that take long to transform are built', (t) => {
  t.true(chosen(784, 784, 32));
  t.false(chosen(787, 787, 32));
});
