import { CodecError, type Ops, plainOps, type Tensor } from '@tensorpress/core';
import test from 'ava';
import { noiseTensor } from './_matrices.test.ts';
import { formFrom, type ToeplitzHeader } from './form.ts';
import { toeplitz } from './toeplitz.ts';

test('a header or a shape that is never written is rejected before anything is computed', (t) => {
  const touched = (): never => {
    throw new Error('computes');
  };
  const ops = Object.fromEntries(Object.keys(plainOps).map((name) => [name, touched])) as unknown as Ops<Tensor>;
  const parts = { g: noiseTensor([2, 8], 1), h: noiseTensor([2, 8], 2) };
  const rejects = (header: unknown, shape: readonly number[]) =>
    t.throws(() => toeplitz.rebuild?.<Tensor>(ops, parts, header as ToeplitzHeader, { dtype: 'f32', shape }, 1), {
      instanceOf: CodecError,
    });
  for (const rank of [undefined, null, 0, -1, 1.5, '2', 9, 2 ** 53]) rejects({ rank, operators: 'cyclic' }, [8, 6]);
  for (const operators of [undefined, null, 0, 'toString', 'diagonal', ['cyclic']])
    rejects({ rank: 2, operators }, [8, 6]);
  for (const shape of [[], [8], [0, 8], [8, 0], [8, 6, 1], [1, 8_000_000]])
    rejects({ rank: 2, operators: 'cyclic' }, shape);
});

test('parts of other sizes are rejected', (t) => {
  const header = { rank: 2, operators: 'subdiagonal' } as const;
  const info = { dtype: 'f32', shape: [8, 6] } as const;
  const rebuild = (g: Tensor<'f32'>, h: Tensor<'f32'>) => () =>
    toeplitz.rebuild?.<Tensor>(plainOps, { g, h }, header, info, 1);
  t.notThrows(rebuild(noiseTensor([3, 8], 1), noiseTensor([3, 8], 2)));
  t.throws(rebuild(noiseTensor([2, 8], 1), noiseTensor([3, 8], 2)));
  t.throws(rebuild(noiseTensor([3, 8], 1), noiseTensor([3, 6], 2)));
});

test('a form is square, and as large as the longer side', (t) => {
  const { m, n, size, bands } = formFrom([5, 9], { rank: 1, operators: 'tridiagonal' });
  t.deepEqual([m, n, size, bands], [5, 9, 9, 3]);
});
