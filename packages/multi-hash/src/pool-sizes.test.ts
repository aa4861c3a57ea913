import { OptionError } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import type { MultiHashOptions } from './multi-hash-options.ts';
import { boundFor, sizesFor } from './pool-sizes.ts';

const pools = fc.constantFrom<MultiHashOptions['pool'][]>('sum-product', 'kronecker');
const ranks = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }));
const sizes = fc.integer({ min: 1, max: 10_000_000 });

test('a pool is the smallest of its kind that holds all elements', (t) => {
  fc.assert(
    fc.property(sizes, ranks, (size, rank) => {
      const { n } = sizesFor(size, { rank, pool: 'sum-product' });
      t.true(n ** 2 >= size && (n - 1) ** 2 < size);
      const d = Math.sqrt(sizesFor(size, { rank, pool: 'kronecker' }).n);
      t.true(Number.isInteger(d) && d ** 4 >= size && (d - 1) ** 4 < size);
    }),
    { seed: 1 },
  );
});

test('a fraction is the largest rank that takes no more of the parameters, or else 1', (t) => {
  fc.assert(
    fc.property(sizes, fc.double({ min: 0.001, max: 0.999, noNaN: true }), pools, (size, fraction, pool) => {
      const { n, rank } = sizesFor(size, { rank: fraction, pool });
      t.true(rank === 1 || 2 * n * rank <= fraction * size * (1 + 1e-12));
      t.true(2 * n * (rank + 1) > fraction * size * (1 - 1e-12) || rank === n);
    }),
    { seed: 2 },
  );
});

test('the pool of several tensors takes no more than the bounds for each of them', (t) => {
  const stored = ({ n, rank }: ReturnType<typeof sizesFor>) => n * rank;
  fc.assert(
    fc.property(fc.array(sizes, { minLength: 1, maxLength: 9 }), ranks, pools, (all, rank, pool) => {
      const options = { rank: all.every((size) => rank < Math.sqrt(size)) ? rank : 0.1, pool };
      const bound = all.reduce((sum, size) => sum + stored(boundFor(size, options)), 0);
      t.true(
        stored(
          sizesFor(
            all.reduce((sum, size) => sum + size),
            options,
          ),
        ) <= bound,
      );
    }),
    { seed: 3, numRuns: 1000 },
  );
});

test('the example of the HashedNets paper at an eighth and a sixty-fourth', (t) => {
  const size = 785 * 1000 + 1001 * 10;
  t.deepEqual(sizesFor(size, { rank: 1 / 8, pool: 'sum-product' }), { n: 892, rank: 55 });
  t.deepEqual(sizesFor(size, { rank: 1 / 64, pool: 'sum-product' }), { n: 892, rank: 6 });
  t.deepEqual(sizesFor(size, { rank: 1 / 64, pool: 'kronecker' }), { n: 900, rank: 6 });
});

test('a rank that is neither a positive integer nor a fraction is refused', (t) => {
  for (const rank of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    t.throws(() => sizesFor(10, { rank, pool: 'sum-product' }), { instanceOf: OptionError });
});
