import { CodecError, type Ops, plainOps, type Tensor } from '@tensorpress/core';
import test from 'ava';
import { columnBlocks, type SvdHeader } from './column-blocks.ts';

const zeros = (...shape: [number, number]): Tensor => ({
  dtype: 'f32',
  shape,
  data: new Float32Array(shape[0] * shape[1]),
});

test('a header of another shape is rejected before anything is computed', (t) => {
  const touched = (): never => {
    throw new Error('computes');
  };
  const ops = Object.fromEntries(Object.keys(plainOps).map((name) => [name, touched])) as unknown as Ops<Tensor>;
  const rejects = (header: unknown, shape: readonly number[]) =>
    t.throws(() => columnBlocks(ops, { u: zeros(4, 2), v: zeros(2, 6) }, header as SvdHeader, shape), {
      instanceOf: CodecError,
    });
  for (const ranks of [undefined, null, 2, '2', [], [0], [-1], [1.5], ['2'], [2 ** 53], {}]) rejects({ ranks }, [4, 6]);
  for (const unfolding of [null, 'channel', 'spatial', 1]) rejects({ ranks: [2], unfolding }, [4, 6]);
  rejects({ ranks: [1, 1, 1, 1] }, [4, 6]);
  rejects({ ranks: [1, 1] }, [2, 2, 6]);
  for (const shape of [[], [6], [0, 6], [4, 0]]) rejects({ ranks: [2] }, shape);
});

test('factors of other sizes are rejected', (t) => {
  const of = (u: Tensor, v: Tensor, ranks: readonly number[]) => () =>
    columnBlocks(plainOps, { u, v }, { ranks }, [4, 6]);
  t.notThrows(of(zeros(4, 2), zeros(2, 6), [2]));
  t.notThrows(of(zeros(4, 2), zeros(2, 3), [1, 1]));
  t.throws(of(zeros(4, 2), zeros(2, 6), [3]));
  t.throws(of(zeros(4, 3), zeros(2, 6), [2]));
  t.throws(of(zeros(4, 2), zeros(2, 5), [2]));
  t.throws(of(zeros(4, 2), zeros(2, 6), [1, 1]));
});

test('blocks have their columns of u and their rows of v', (t) => {
  const u: Tensor = { dtype: 'f32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  const v: Tensor = { dtype: 'f32', shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  const blocks = columnBlocks(plainOps, { u, v }, { ranks: [1, 2] }, [2, 4]);
  t.deepEqual(
    blocks.map((pair) => pair.map(({ data }) => [...data])),
    [
      [
        [1, 4],
        [1, 2],
      ],
      [
        [2, 3, 5, 6],
        [3, 4, 5, 6],
      ],
    ],
  );
});
