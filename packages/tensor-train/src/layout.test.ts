import { CodecError, type JsonObject, type Ops, plainOps, type Tensor } from '@tensorpress/core';
import test from 'ava';
import { layoutFrom } from './layout.ts';
import { tensorTrain } from './tensor-train.ts';

const header = { inputs: [4, 4], outputs: [5, 6], ranks: [3] };

test('a header of another shape is rejected before anything is computed', (t) => {
  const touched = (): never => {
    throw new Error('computes');
  };
  const ops = Object.fromEntries(Object.keys(plainOps).map((name) => [name, touched])) as unknown as Ops<Tensor>;
  const cores: Tensor = { dtype: 'f32', shape: [132], data: new Float32Array(132) };
  const rejects = (changes: JsonObject, shape: readonly number[] = [16, 30]) =>
    t.throws(
      () => tensorTrain.rebuild?.(ops, { cores }, { ...header, ...changes } as never, { dtype: 'f32', shape }, 1),
      {
        instanceOf: CodecError,
      },
    );
  for (const value of [
    null,
    2,
    '44',
    {},
    [4, 0],
    [4, -4],
    [4, 0.5],
    [4, '4'],
    [2 ** 53, 4],
    [4],
    [4, 4, 4],
    [1e9, 1e9],
  ])
    for (const name of ['inputs', 'outputs']) rejects({ [name]: value });
  for (const ranks of [null, 3, [], [0], [1.5], [3, 3], [21], [2 ** 53]]) rejects({ ranks });
  for (const shape of [[], [16], [0, 30], [17, 30], [16, 31], [8, 30], [16, 15], [2, 8, 30], [480]]) rejects({}, shape);
  rejects({ inputs: [], outputs: [], ranks: [] }, [1, 1]);
  const ones = (length: number) => new Array<number>(length).fill(1);
  rejects({ inputs: ones(33), outputs: ones(33), ranks: ones(32) }, [1, 1]);
});

test('modes may be of longer sides, and begin with a window', (t) => {
  t.like(layoutFrom([13, 29], header), { window: 1, m: 13, n: 29, rows: 16, columns: 30 });
  const ofWindow = { inputs: [9, 4, 4], outputs: [1, 5, 6], ranks: [9, 3] };
  t.like(layoutFrom([3, 3, 16, 28], ofWindow), { window: 9, m: 16, n: 28, rows: 16, columns: 30 });
  t.deepEqual(layoutFrom([3, 3, 16, 30], ofWindow).cores, [
    { left: 1, m: 9, n: 1, right: 9 },
    { left: 9, m: 4, n: 5, right: 3 },
    { left: 3, m: 4, n: 6, right: 1 },
  ]);
  t.throws(() => layoutFrom([3, 3, 16, 30], { ...ofWindow, ranks: [10, 3] }), { instanceOf: CodecError });
  t.throws(() => layoutFrom([2, 2, 16, 30], ofWindow), { instanceOf: CodecError });
});

test('more numbers than cores have, or fewer, are rejected', (t) => {
  for (const length of [0, 131, 133]) {
    const cores: Tensor = { dtype: 'f32', shape: [length], data: new Float32Array(length) };
    t.throws(() => tensorTrain.rebuild?.(plainOps, { cores }, header, { dtype: 'f32', shape: [16, 30] }, 1));
  }
});
