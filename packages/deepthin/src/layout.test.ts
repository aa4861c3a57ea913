import { CodecError, plainOps } from '@tensorpress/core';
import { svd } from '@tensorpress/linalg';
import test from 'ava';
import fc from 'fast-check';
import { noise } from './_noise.test.ts';
import { type DeepthinHeader, layoutFrom, layoutOf, rankOf } from './layout.ts';
import { rebuildTransposed } from './rebuild-weight.ts';

/** The rank of a weight of random factors. */
async function measuredRank(m: number, n: number, q: number, rank: number, seed: number): Promise<number> {
  const layout = layoutOf(m, n, q, rank);
  const weight = rebuildTransposed(
    plainOps,
    { xf: noise([layout.p, rank], seed), wf: noise([rank, q], seed + 1) },
    layout,
  );
  const { s } = await svd({ data: Float64Array.from(weight.data), m: n, n: m });
  return s.filter((value) => value > 1e-5 * s[0]!).length;
}

test('the rank of a weight is that of the law, at whatever width', async (t) => {
  const side = fc.integer({ min: 2, max: 28 });
  const rank = fc.integer({ min: 1, max: 3 });
  await fc.assert(
    fc.asyncProperty(side, side, fc.integer({ min: 1, max: 60 }), rank, fc.nat(1e6), async (m, n, q, r, seed) => {
      const layout = layoutOf(m, n, q, r);
      // With less than a whole period, or factors that are no factors, there are fewer pairs.
      fc.pre(n >= m + layout.columns && r <= Math.min(layout.p, q));
      t.is(await measuredRank(m, n, q, r, seed), rankOf(layout));
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('the rank is full where the width is coprime to the rows, and low where it is a multiple', async (t) => {
  const ranks = async (r: number) => Promise.all([37, 41, 36, 72, 18, 54].map((q) => measuredRank(36, 40, q, r, 3)));
  t.deepEqual(await ranks(1), [36, 36, 1, 2, 2, 4]);
  t.deepEqual(await ranks(2), [36, 36, 2, 4, 4, 8]);
});

test('a header of another shape is rejected', (t) => {
  const rejects = (header: unknown, shape: readonly number[]) =>
    t.throws(() => layoutFrom(shape, header as DeepthinHeader), { instanceOf: CodecError });
  for (const value of [undefined, null, '2', 0, -1, 1.5, [2], 2 ** 53, 25, Number.NaN]) {
    rejects({ rank: value, width: 5 }, [4, 6]);
    rejects({ rank: 1, width: value }, [4, 6]);
  }
  for (const shape of [[], [6], [0, 6], [4, 0]]) rejects({ rank: 1, width: 1 }, shape);
  t.deepEqual(layoutFrom([2, 2, 6], { rank: 3, width: 6 }), layoutOf(4, 6, 6, 3));
});
