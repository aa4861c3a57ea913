import { random } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { bestPaths, type Edge, type Path } from './best-paths.ts';

/** All ways through the levels, each with its sums. */
function allPaths(levels: readonly (readonly Edge[])[]): (Path & { readonly node: number })[] {
  let paths = [{ edges: [] as number[], cost: 0, value: 0, node: 0 }];
  for (const edges of levels) {
    paths = paths.flatMap((path) =>
      edges.flatMap(({ from, to, cost, value }, i) =>
        from === path.node
          ? [{ edges: [...path.edges, i], cost: path.cost + cost, value: path.value + value, node: to }]
          : [],
      ),
    );
  }
  return paths;
}

const byBrute = (levels: readonly (readonly Edge[])[], budget: number, count: number) =>
  allPaths(levels)
    .filter(({ cost }) => cost <= budget)
    .sort((a, b) => b.value - a.value || a.cost - b.cost)
    .slice(0, count);

/** Any graph of a few levels: several edges between two nodes, and nodes that lead nowhere, are among them. */
const graphs = (figure: fc.Arbitrary<number>, value: fc.Arbitrary<number>) =>
  fc.array(
    fc.array(fc.record({ from: fc.nat(2), to: fc.nat(2), cost: figure, value }), { minLength: 1, maxLength: 5 }),
    { minLength: 1, maxLength: 5 },
  );
const integers = graphs(fc.nat(6), fc.integer({ min: -3, max: 6 }));
const reals = graphs(
  fc.double({ min: 0, max: 5, noNaN: true }),
  fc.double({ min: -1, max: 9, noNaN: true, noDefaultInfinity: true }),
);

for (const [kind, graph] of Object.entries({ integers, reals })) {
  test(`gives what trying all ways gives, in the same order: ${kind}`, (t) => {
    fc.assert(
      fc.property(
        graph,
        fc.double({ min: 0, max: 25, noNaN: true }),
        fc.integer({ min: 1, max: 4 }),
        (levels, at, count) => {
          // Budgets that are met exactly are where rounding could rule out what it must not.
          const costs = allPaths(levels).map(({ cost }) => cost);
          const budget = costs.length > 0 && at > 12 ? costs[Math.floor(at) % costs.length]! : at;
          const found = bestPaths(levels, budget, count);
          const figures = (paths: readonly Path[]) => paths.map(({ cost, value }) => [value, cost]);
          t.deepEqual(figures(found), figures(byBrute(levels, budget, count)));
          const ways = new Map(allPaths(levels).map(({ edges, cost, value }) => [edges.join(), [value, cost]]));
          for (const { edges, cost, value } of found) t.deepEqual(ways.get(edges.join()), [value, cost]);
          t.is(new Set(found.map(({ edges }) => edges.join())).size, found.length);
        },
      ),
      { seed: 1, numRuns: 400 },
    );
  });
}

test('a budget below all ways gives none', (t) => {
  t.deepEqual(bestPaths([[{ from: 0, to: 0, cost: 2, value: 1 }]], 1), []);
  t.deepEqual(bestPaths([[{ from: 1, to: 0, cost: 2, value: 1 }]], 9), []);
});

test('is quick where there are more ways than could ever be tried', (t) => {
  // 14 blocks of 10 widths: 10¹⁴ networks, of costs that grow with both widths around a block and are not quite regular.
  const next = random(1);
  const widths = Array.from({ length: 10 }, (_, i) => 8 * (i + 1));
  const levels = Array.from({ length: 14 }, (_, level) =>
    (level === 0 ? [3] : widths).flatMap((before, from) =>
      widths.map((width, to) => ({ from, to, cost: before * width * (0.9 + 0.2 * next()), value: Math.log2(width) })),
    ),
  );
  const start = performance.now();
  for (const budget of [5e3, 1e4, 2e4, 4e4]) {
    const [best, second, third] = bestPaths(levels, budget, 3);
    t.true(best!.cost <= budget && best!.cost > 0.95 * budget);
    t.true(best!.value >= second!.value && second!.value >= third!.value);
  }
  t.true(performance.now() - start < 5000);
});
