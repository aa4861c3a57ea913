import { compress, isNode, type Model, type Progress, use, write } from '@tensorpress/core';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { svd } from '@tensorpress/svd';
import test from 'ava';
import fc from 'fast-check';
import { matrix, merit, model } from './_models.test.ts';
import { paretoFront } from './pareto-front.ts';
import { type TunedModel, tuneRanks } from './tune-ranks.ts';

const ranks = { codec: svd, evaluate: merit, better: 'higher' } as const;
const paths = ['gru/kernel', 'gru/recurrent_kernel', 'dense/kernel'];
const encodedIn = ({ weights }: Model) => Object.keys(weights).filter((name) => isNode(weights[name]!));

/** The lowest rank at which one weight alone costs no more than a share of the metric, by trying all there are. */
async function lowestRank(path: string, tolerance: number): Promise<number | undefined> {
  const [m = 0, n = 0] = model.weights[path]!.shape;
  for (let rank = 1; rank * (m + n) < m * n; rank++) {
    const alone = await compress(model, [use(svd, { rank }, { where: (each) => each === path })]);
    if (isNode(alone.weights[path]!) && (await merit(alone)) >= 1 - tolerance) return rank;
  }
  return undefined;
}

test('with a tolerance each weight has the lowest rank at which it alone costs no more', async (t) => {
  for (const tolerance of [0.3, 0.05, 0.001]) {
    const expected: Record<string, number> = {};
    for (const path of paths) {
      const rank = await lowestRank(path, tolerance);
      if (rank !== undefined) expected[path] = rank;
    }
    for (const search of ['scan', 'bisection'] as const) {
      t.deepEqual((await tuneRanks(model, { ...ranks, tolerance, search })).sizes, expected);
    }
  }
});

test('weights are tried one at a time with all others intact, then all together', async (t) => {
  const seen: string[][] = [];
  const evaluate = (trial: Model) => {
    seen.push(encodedIn(trial));
    return merit(trial);
  };
  await tuneRanks(model, { ...ranks, evaluate, tolerance: 0.05 });
  t.deepEqual(seen[0], []);
  t.deepEqual(seen.at(-1), paths);
  t.true(seen.slice(1, -1).every((names) => names.length === 1));
  for (const path of paths) t.true(seen.some((names) => names[0] === path && names.length === 1));
});

test('a scan begins at the lowest size and ends at the one that is good enough', async (t) => {
  const tried: number[] = [];
  const onProgress = ({ path, metrics }: Progress) => {
    if (path === 'gru/kernel' && metrics) tried.push(metrics.size!);
  };
  const { sizes } = await tuneRanks(model, { ...ranks, tolerance: 0.05, search: 'scan' }, { onProgress });
  t.deepEqual(
    tried,
    Array.from({ length: sizes['gru/kernel']! }, (_, i) => i + 1),
  );
});

test('a weight that no size is good enough for stays as it was, and a note says so', async (t) => {
  const notes: Progress[] = [];
  const onProgress = (progress: Progress) => progress.note !== undefined && notes.push(progress);
  const options = { ...ranks, tolerance: 0.05, candidates: [1, 2] };
  const tuned = await tuneRanks(model, options, { onProgress });
  t.is(tuned.model.weights['gru/recurrent_kernel'], model.weights['gru/recurrent_kernel']);
  t.false('gru/recurrent_kernel' in tuned.sizes);
  t.true(notes.some(({ path }) => path === 'gru/recurrent_kernel'));
});

/** A model of random weights, and a metric that falls for each weight and bit as some table says. */
const tables = fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 16, maxLength: 16 }), {
  minLength: 1,
  maxLength: 3,
});
const noise: Model['weights'][string][] = [1, 2, 3].map((seed) => matrix(16, 24, 1, seed));
const bitsOf = (trial: Model, i: number) => {
  const tree = trial.weights[`w${i}`]!;
  return isNode(tree) ? (tree.parts.indices!.bits ?? 8) : 0;
};

test('scan and bisection give the same model, whatever a monotone metric is', async (t) => {
  await fc.assert(
    fc.asyncProperty(tables, fc.double({ min: 0, max: 1, noNaN: true }), async (falls, share) => {
      const weights = Object.fromEntries(falls.map((_, i) => [`w${i}`, noise[i]!]));
      // What more bits bring is never negative.
      const losses = falls.map((fall) => fall.map((_, bits) => fall.slice(bits).reduce((a, b) => a + b, 0)));
      const evaluate = (trial: Model) =>
        1000 + losses.reduce((sum, loss, i) => sum + (bitsOf(trial, i) > 0 ? loss[bitsOf(trial, i)]! : 0), 0);
      const options = { codec: kmeansShare, option: 'bits', evaluate, better: 'lower' } as const;
      for (const goal of [{ tolerance: share }, { maxDrop: share }, { maxBytes: 1500 + Math.round(2000 * share) }]) {
        const [scan, bisection] = await Promise.all(
          (['scan', 'bisection'] as const).map((search) => tuneRanks({ weights }, { ...options, ...goal, search })),
        );
        t.deepEqual(bisection, scan);
      }
    }),
    { seed: 1, numRuns: 12 },
  );
});

test('the result of maxDrop loses no more than that, which each weight alone losing it would', async (t) => {
  for (const maxDrop of [0.3, 0.1, 0.02]) {
    const { metric, bytes, model: tuned } = await tuneRanks(model, { ...ranks, maxDrop });
    const published = await tuneRanks(model, { ...ranks, tolerance: maxDrop });
    t.true(metric >= 1 - maxDrop && metric === (await merit(tuned)));
    t.true(published.metric < 1 - maxDrop && published.bytes < bytes);
    t.true(bytes < (await write(model)).length);
  }
});

test('a target is the drop that comes to it, for metrics of either direction', async (t) => {
  const drop = await tuneRanks(model, { ...ranks, maxDrop: 0.0625 });
  const target = await tuneRanks(model, { ...ranks, target: 0.9375 });
  const evaluate = async (trial: Model) => -(await merit(trial));
  const lower = await tuneRanks(model, { ...ranks, evaluate, better: 'lower', target: -0.9375 });
  t.deepEqual(target.sizes, drop.sizes);
  t.deepEqual(lower.sizes, drop.sizes);
});

test('the model as it is meets any drop, so there always is a result', async (t) => {
  const evaluate = async (trial: Model) => (encodedIn(trial).length > 0 ? 0.5 : 0.9);
  const tuned = await tuneRanks(model, { ...ranks, evaluate, maxDrop: 0.1 });
  t.deepEqual(tuned.sizes, {});
  t.is(tuned.metric, 0.9);
  t.is(tuned.bytes, (await write(model)).length);
});

test('bytes are those of the written file, and no more than maxBytes', async (t) => {
  const dense = (await write(model)).length;
  let last = Number.NEGATIVE_INFINITY;
  for (const share of [0.25, 0.4, 0.6, 0.8, 1]) {
    const maxBytes = Math.floor(share * dense);
    const tuned = await tuneRanks(model, { ...ranks, maxBytes });
    t.is((await write(tuned.model)).length, tuned.bytes);
    t.true(tuned.bytes <= maxBytes);
    t.true(tuned.metric >= last, 'more bytes are worth less');
    last = tuned.metric;
  }
  t.is(last, 1);
});

test('within the same bytes, sizes of their own are worth more than one size for all', async (t) => {
  const same = await tuneRanks(model, { ...ranks, strategy: 'same', target: 0.5 });
  const own = await tuneRanks(model, { ...ranks, maxBytes: same.bytes });
  t.true(own.metric > same.metric);
});

test('a budget that cannot be kept gives an error of one line with the least that can', async (t) => {
  const error = await t.throwsAsync(tuneRanks(model, { ...ranks, maxBytes: 200 }), { name: 'OptionError' });
  const least = Number(/^rank-tuning: maxBytes must be at least (\d+), [^\n]+, not 200$/.exec(error.message)?.[1]);
  t.is((await tuneRanks(model, { ...ranks, maxBytes: least })).bytes, least);
  const both = await t.throwsAsync(tuneRanks(model, { ...ranks, maxBytes: least, maxDrop: 0.01 }));
  t.regex(both.message, /^rank-tuning: maxBytes must be at least \d+, [^\n]+$/);
  await t.throwsAsync(tuneRanks(model, { ...ranks, target: 1.1 }), {
    message: 'rank-tuning: target must be no better than the 1 of the model, not 1.1',
  });
});

test('a cache saved as JSON gives the same result with no evaluation', async (t) => {
  let calls = 0;
  const evaluate = (trial: Model) => {
    calls++;
    return merit(trial);
  };
  for (const goal of [
    { maxDrop: 0.05 },
    { maxBytes: 5000 },
    { tolerance: 0.1 },
    { strategy: 'same', target: 0 } as const,
  ]) {
    const cache = new Map<string, number>();
    const first = await tuneRanks(model, { ...ranks, ...goal, evaluate, cache });
    t.is(calls, cache.size);
    const saved = new Map<string, number>(JSON.parse(JSON.stringify([...cache])));
    t.deepEqual(await tuneRanks(model, { ...ranks, ...goal, evaluate, cache: saved }), first);
    t.is(calls, cache.size);
    calls = 0;
  }
});

test('a looser tolerance asks nothing of single weights that a scan did not', async (t) => {
  const cache = new Map<string, number>();
  await tuneRanks(model, { ...ranks, tolerance: 0.01, search: 'scan', cache });
  const asked: number[] = [];
  const evaluate = (trial: Model) => {
    asked.push(encodedIn(trial).length);
    return merit(trial);
  };
  for (const tolerance of [0.05, 0.2]) await tuneRanks(model, { ...ranks, tolerance, evaluate, search: 'scan', cache });
  t.deepEqual(asked, [3, 3]);
});

test('what another model, seed, codec or option of it was worth is not taken from the cache', async (t) => {
  const cache = new Map<string, number>();
  let calls = 0;
  const evaluate = () => {
    calls++;
    return 1;
  };
  const all = { codec: svd, option: 'rank', better: 'higher', evaluate, cache, tolerance: 0.1 } as const;
  const other: Model = { weights: { ...model.weights, 'gru/bias': matrix(1, 36, 1, 5) } };
  const runs = [
    () => tuneRanks(model, all),
    () => tuneRanks(other, all),
    () => tuneRanks(model, all, { seed: 1 }),
    () => tuneRanks(model, { ...all, codecOptions: { unfolding: 'channel' } }),
    () => tuneRanks(model, { ...all, codec: kmeansShare, option: 'bits' }),
  ];
  for (const run of runs) {
    const before = calls;
    await run();
    t.true(calls > before);
  }
});

test('a metric that is no number is bad, also when it comes from JSON', async (t) => {
  const evaluate = async (trial: Model) => (encodedIn(trial).includes('gru/kernel') ? Number.NaN : merit(trial));
  const cache = new Map<string, number>();
  const tuned = await tuneRanks(model, { ...ranks, evaluate, maxDrop: 0.1, cache });
  t.false('gru/kernel' in tuned.sizes);
  t.true('dense/kernel' in tuned.sizes);
  const saved = new Map<string, number>(JSON.parse(JSON.stringify([...cache])));
  const never = () => t.fail() as never;
  t.deepEqual(await tuneRanks(model, { ...ranks, evaluate: never, maxDrop: 0.1, cache: saved }), tuned);
  await t.throwsAsync(tuneRanks(model, { ...ranks, evaluate: () => Number.NaN, maxDrop: 0.1 }), { name: 'TypeError' });
});

const byStrategy = (strategy: 'same' | 'input-hidden' | 'threshold', more = {}): Promise<TunedModel> =>
  tuneRanks(model, { ...ranks, strategy, maxDrop: 0.3, ...more });

test('the same size is that of all weights that it makes smaller', async (t) => {
  const { points } = await byStrategy('same');
  t.is(points.length, 15);
  for (const [i, { sizes }] of points.entries()) {
    const smaller = paths.filter((path) => {
      const [m = 0, n = 0] = model.weights[path]!.shape;
      return i > 0 && path in sizes && i * (m + n) < m * n;
    });
    t.deepEqual(sizes, Object.fromEntries(smaller.map((path) => [path, i])));
  }
  t.true('gru/kernel' in points.at(-1)!.sizes && !('dense/kernel' in points.at(-1)!.sizes));
});

test('input-hidden leaves recurrent weights alone, or those it is told to', async (t) => {
  const { points } = await byStrategy('input-hidden');
  t.true(points.some(({ sizes }) => 'gru/kernel' in sizes));
  t.false(points.some(({ sizes }) => 'gru/recurrent_kernel' in sizes));
  const told = await byStrategy('input-hidden', { inputHidden: (path: string) => path.startsWith('gru/') });
  t.deepEqual([...new Set(told.points.flatMap(({ sizes }) => Object.keys(sizes)))].sort(), paths.slice(0, 2));
});

test('a threshold is what the Frobenius norm of the error stays below', async (t) => {
  const threshold = 0.5;
  const { points } = await byStrategy('threshold', { threshold });
  const norms = new Map(
    paths.map((path) => [path, Math.hypot(...(model.weights[path] as ReturnType<typeof matrix>).data)]),
  );
  for (const path of paths) {
    for (const [rank, { sizes }] of (await byStrategy('same')).points.entries()) {
      if (!(path in sizes)) continue;
      const alone = await compress(model, [use(svd, { rank }, { where: (each) => each === path })]);
      const error = Math.sqrt(1 - (await merit(alone, model, () => 1))) * norms.get(path)!;
      const taken = points.some((point) => point.sizes[path] === rank);
      t.is(taken, error < threshold, `${path} at ${rank}: ${error}`);
    }
  }
});

test('of each strategy the smallest file that meets the target is taken, of all those seen', async (t) => {
  for (const strategy of ['same', 'input-hidden', 'threshold'] as const) {
    const tuned = await byStrategy(strategy, strategy === 'threshold' ? { threshold: 1 } : {});
    const good = tuned.points.filter(({ metric }) => metric >= 0.7);
    t.is(tuned.bytes, Math.min(...good.map(({ bytes }) => bytes)));
    const front = paretoFront(tuned.points, 'higher');
    t.true(front.some(({ bytes, metric }) => bytes === tuned.bytes && metric === tuned.metric));
    t.is((await write(tuned.model)).length, tuned.bytes);
  }
});

test('what the codec encoded before is encoded anew', async (t) => {
  const before = await compress(model, [use(svd, { rank: 10 })]);
  const evaluate = (trial: Model) => merit(trial, before);
  const tuned = await tuneRanks(before, { ...ranks, evaluate, maxDrop: 0.3 });
  t.true(tuned.bytes < (await write(before)).length);
  t.true(Object.values(tuned.sizes).every((rank) => rank < 10));
  for (const path of Object.keys(tuned.sizes))
    t.deepEqual(tuned.model.weights[path]!.shape, model.weights[path]!.shape);
});

test('sizes need not be integers, nor grow', async (t) => {
  const shares = [0.1, 0.2, 0.4, 0.8];
  const tuned = await tuneRanks(model, { ...ranks, candidates: shares, tolerance: 0.3 });
  t.true(Object.keys(tuned.sizes).length > 0);
  t.true(Object.values(tuned.sizes).every((share) => shares.includes(share)));
  const own = await tuneRanks(model, { ...ranks, candidates: ({ shape }) => [Math.ceil(shape[0]! / 5)], tolerance: 1 });
  t.is(own.sizes['dense/kernel'], 6);
});

test('each call of evaluate is reported with its metric', async (t) => {
  const given: number[] = [];
  const told: number[] = [];
  const evaluate = async (trial: Model) => {
    const metric = await merit(trial);
    given.push(metric);
    return metric;
  };
  const onProgress = ({ metrics }: Progress) => metrics && !('bytes' in metrics) && told.push(metrics.metric!);
  await tuneRanks(model, { ...ranks, evaluate, maxDrop: 0.1 }, { onProgress });
  t.deepEqual(told, given);
});
