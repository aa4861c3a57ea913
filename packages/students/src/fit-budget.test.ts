import { random } from '@tensorpress/core';
import test from 'ava';
import type { Path } from './best-paths.ts';
import { fitBudget } from './fit-budget.ts';

const widths = [1, 2, 3, 4, 5, 6];
const levels = Array.from({ length: 4 }, (_, level) =>
  (level === 0 ? [1] : widths).flatMap((before, from) =>
    widths.map((width, to) => ({ from, to, cost: before * width, value: Math.log2(width) })),
  ),
);
const spending = { budget: 40, overhead: 2, finalists: 1 };

/** Measures as a function of the sum says, and counts how often. */
const meter = (measured: (cost: number, path: Path) => number) => {
  const asked: string[] = [];
  return {
    asked,
    measure: async (path: Path) => {
      asked.push(path.edges.join());
      return measured(path.cost + spending.overhead, path);
    },
  };
};

test('where sums are right one measurement is enough', async (t) => {
  const { asked, measure } = meter((cost) => cost);
  const { within, least } = await fitBudget(levels, spending, measure);
  t.is(within.length, 1);
  t.is(within[0]!.predicted, within[0]!.measured);
  t.true(within[0]!.measured <= 40 && within[0]!.measured > 36);
  t.is(asked.length, 1);
  t.is(least, within[0]!.measured);
});

for (const factor of [0.5, 0.8, 1.3, 3]) {
  test(`where networks take ${factor} times their sums, the budget is used up all the same`, async (t) => {
    const { asked, measure } = meter((cost) => cost * factor);
    const { within } = await fitBudget(levels, spending, measure);
    t.true(within[0]!.measured <= 40 && within[0]!.measured > 0.85 * 40, `${within[0]!.measured}`);
    t.is(new Set(asked).size, asked.length);
  });
}

test('where measurements are noisy something is found that keeps to the budget as measured', async (t) => {
  for (let seed = 0; seed < 50; seed++) {
    const next = random(seed);
    const { asked, measure } = meter((cost) => cost * (0.7 + next()));
    const { within } = await fitBudget(levels, spending, measure);
    t.true(within[0]!.measured <= 40);
    t.is(new Set(asked).size, asked.length);
    t.true(asked.length < 30);
  }
});

test('a budget that only the cheapest networks keep to is met, however far off sums are', async (t) => {
  const { measure } = meter((cost) => cost + 100);
  for (const budget of [106, 110, 120]) {
    const { within } = await fitBudget(levels, { ...spending, budget }, measure);
    t.true(within[0]!.measured <= budget && within[0]!.measured >= budget - 4, `${within[0]!.measured} of ${budget}`);
  }
});

test('several finalists are several ways, the best first', async (t) => {
  const { measure } = meter((cost) => cost * 1.2);
  const { within } = await fitBudget(levels, { ...spending, finalists: 5 }, measure);
  t.is(within.length, 5);
  t.is(new Set(within.map(({ path }) => path.edges.join())).size, 5);
  for (const [i, { path }] of within.slice(1).entries()) t.true(path.value <= within[i]!.path.value);
});

test('where nothing keeps to the budget it tells the least that was seen', async (t) => {
  const { asked, measure } = meter((cost) => cost);
  t.deepEqual(await fitBudget(levels, { ...spending, budget: 5 }, measure), { within: [], least: 6 });
  t.is(asked.length, 1);
  const slow = await fitBudget(levels, spending, async (path) => 100 + path.cost);
  t.deepEqual([slow.within, slow.least], [[], 104]);
});
