import test from 'ava';
import { timeOf } from './time-of.ts';

const at = { runs: 5, quantile: 0.5, warmUp: 0 };

test('warms up until nothing gets faster, and counts what comes then', async (t) => {
  let time = 100;
  const measure = async (repeats: number) => {
    time = Math.max(2, time * 0.9);
    return time * repeats;
  };
  t.is(await timeOf(measure, at), 2);
});

test('what is too short for a clock runs several times at once', async (t) => {
  const asked: number[] = [];
  const measure = async (repeats: number) => {
    asked.push(repeats);
    return 0.05 * repeats;
  };
  t.true(Math.abs((await timeOf(measure, at)) - 0.05) < 1e-12);
  t.is(asked[0], 1);
  t.is(asked.at(-1), 20);
  const zeros: number[] = [];
  await timeOf(async (repeats) => zeros.push(repeats) * 0, at);
  t.is(zeros.at(-1), 100);
});

test('the quantile says which of the times counts', async (t) => {
  const slow = [9, 3, 7, 5, 4];
  const measure = () => {
    let i = 0;
    // A first time that no other reaches is all that there is to warm up for.
    return async () => (i++ < 10 ? 2 : slow[(i - 1) % 5]!);
  };
  t.is(await timeOf(measure(), { ...at, quantile: 0 }), 3);
  t.is(await timeOf(measure(), at), 5);
  t.is(await timeOf(measure(), { ...at, quantile: 1 }), 9);
});
