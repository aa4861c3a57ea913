import test from 'ava';
import fc from 'fast-check';
import { lowest, type Verdict } from './lowest.ts';

const counts = fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40));

test('scan and bisection come to the same where sizes are bad, then good, then beyond', async (t) => {
  await fc.assert(
    fc.asyncProperty(counts, async ([bad, good, beyond]) => {
      const judge = (i: number): Verdict => (i < bad ? 'bad' : i < bad + good ? 'good' : 'beyond');
      const expected = good > 0 ? bad : undefined;
      for (const search of ['scan', 'bisection'] as const) {
        t.is(await lowest(bad + good + beyond, judge, search), expected);
      }
    }),
    { seed: 1 },
  );
});

test('bisection judges no more than the logarithm of the sizes, and none twice', async (t) => {
  await fc.assert(
    fc.asyncProperty(counts, async ([bad, good, beyond]) => {
      const judged: number[] = [];
      const count = bad + good + beyond;
      await lowest(
        count,
        (i) => {
          judged.push(i);
          return i < bad ? 'bad' : i < bad + good ? 'good' : 'beyond';
        },
        'bisection',
      );
      t.is(new Set(judged).size, judged.length);
      t.true(judged.length <= Math.ceil(Math.log2(count + 1)));
    }),
    { seed: 1 },
  );
});

test('a scan stops at the first size that is not bad, whatever comes after it', async (t) => {
  const verdicts: Verdict[] = ['bad', 'good', 'bad', 'good', 'beyond'];
  t.is(await lowest(5, (i) => verdicts[i]!, 'scan'), 1);
  t.is(await lowest(5, (i) => (i === 0 ? 'beyond' : 'good'), 'scan'), undefined);
});

test('what bisection ends at is good even if sizes are in no order', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom<Verdict>('bad', 'good', 'beyond')), async (verdicts) => {
      const found = await lowest(verdicts.length, (i) => verdicts[i]!, 'bisection');
      t.true(found === undefined || verdicts[found] === 'good');
    }),
    { seed: 1 },
  );
});
