import { plainOps } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { copyColumns, unfold } from './unfolding.ts';

const size = fc.integer({ min: 1, max: 5 });

test('columns of both unfoldings are those of the tensor with its axes in order', (t) => {
  const sizes = fc.tuple(size, size, size, size, fc.integer({ min: 1, max: 40 }), size);
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), fc.boolean(), ([left, m, others, n, rest, right], start, length, isLeft) => {
      const data = Float64Array.from({ length: left * m * others * n * rest * right }, (_, i) => i);
      const unfolding = unfold({ data, left, rows: m * others, columns: n * rest, right }, isLeft, m, n);
      const { height, width } = unfolding;
      t.is(height * width, data.length);
      t.is(height, (isLeft ? left : right) * m * n);
      const [shape, order] = isLeft
        ? [
            [left, m, others, n, rest, right],
            [2, 4, 5, 0, 1, 3],
          ]
        : [
            [left, others, m, rest, n, right],
            [0, 1, 3, 2, 4, 5],
          ];
      const expected = plainOps.transpose({ dtype: 'f32', shape, data: Float32Array.from(data) }, order);
      const first = start % width;
      const count = 1 + (length % (width - first));
      const out = new Float64Array(count * height);
      copyColumns(unfolding, first, count, out);
      const panel = { dtype: 'f32', shape: [height, count], data: Float32Array.from(out) } as const;
      const found = isLeft ? plainOps.transpose(panel).data : panel.data;
      t.deepEqual([...found], [...expected.data.subarray(first * height, (first + count) * height)]);
    }),
    { seed: 1, numRuns: 200 },
  );
});
