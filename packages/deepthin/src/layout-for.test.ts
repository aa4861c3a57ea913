import test from 'ava';
import fc from 'fast-check';
import { layoutOf, parametersOf, rankOf } from './layout.ts';
import { layoutFor } from './layout-for.ts';

const sides = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }));

/** The fewest parameters that a weight of full rank takes. */
const leastOf = (m: number, n: number, rank: number): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let q = 1; q <= m * n; q++) {
    const layout = layoutOf(m, n, q, rank);
    if (rankOf(layout) === Math.min(m, n)) least = Math.min(least, parametersOf(layout));
  }
  return least;
};

test('weights are of full rank whatever is asked for', (t) => {
  const rank = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });
  fc.assert(
    fc.property(sides, rank, fc.double({ min: 0.001, max: 0.999, noNaN: true }), ([m, n], r, ratio) => {
      t.is(rankOf(layoutFor(m, n, { ratio, ...(r && { rank: r }) })), Math.min(m, n));
      if (r) t.is(rankOf(layoutFor(m, n, { rank: r })), Math.min(m, n));
    }),
    { seed: 1 },
  );
});

test('a rank takes few more parameters than the least', (t) => {
  const small = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }));
  fc.assert(
    fc.property(small, fc.integer({ min: 1, max: 9 }), ([m, n], rank) => {
      const layout = layoutFor(m, n, { rank });
      t.is(layout.rank, rank);
      t.true(parametersOf(layout) <= 1.03 * leastOf(m, n, rank));
    }),
    { seed: 2 },
  );
});

test('a ratio is filled and not passed, but where the least is above it', (t) => {
  fc.assert(
    fc.property(
      fc.tuple(fc.integer({ min: 100, max: 800 }), fc.integer({ min: 100, max: 800 })),
      fc.double({ min: 0.0001, max: 0.5, noNaN: true }),
      ([m, n], ratio) => {
        const layout = layoutFor(m, n, { ratio });
        const [parameters, budget] = [parametersOf(layout), ratio * m * n];
        if (parameters > budget) t.true(layout.rank === 1 && parameters <= 2.1 * Math.sqrt(m * n));
        else t.true(parameters >= 0.94 * budget, `${parameters} of ${budget}`);
      },
    ),
    { seed: 3, numRuns: 60 },
  );
});

test('with a rank as well the matrix is higher than wide, until the ratio is filled', (t) => {
  for (const [rank, ratio] of [
    [1, 1 / 64],
    [3, 1 / 64],
    [2, 1 / 16],
  ] as const) {
    const layout = layoutFor(784, 1000, { rank, ratio });
    t.is(layout.rank, rank);
    t.true(layout.q < layout.p / 2);
    t.true(parametersOf(layout) <= ratio * 784000 && parametersOf(layout) > 0.94 * ratio * 784000);
  }
});

test('a width is taken as it is', (t) => {
  t.deepEqual(layoutFor(48, 64, { rank: 5, width: 48 }), layoutOf(48, 64, 48, 5));
  t.deepEqual(layoutFor(48, 64, { ratio: 0.25, width: 48 }), layoutOf(48, 64, 48, 6));
  t.deepEqual(layoutFor(48, 64, { ratio: 0.001, width: 96 }), layoutOf(48, 64, 96, 1));
});

test('widths have as much in common with the rows as the rank allows', (t) => {
  const pairs = ({ rows, columns }: { rows: number; columns: number }) => rows + columns - 1;
  const layout = layoutFor(1024, 1024, { rank: 16 });
  const { g, rows, columns } = layout;
  t.is(g, 32);
  t.true(16 * pairs(layout) >= 1024 && 16 * pairs({ rows: rows / 2, columns: columns / 2 }) < 1024);
});
