import test from 'ava';
import { random } from './random.ts';

test('the same seed gives the same numbers, another seed others', (t) => {
  const numbers = (seed?: number) => {
    const next = random(seed);
    return Array.from({ length: 10 }, () => next());
  };
  t.deepEqual(numbers(5), numbers(5));
  t.deepEqual(numbers(), numbers(0));
  t.notDeepEqual(numbers(5), numbers(6));
});

test('numbers are spread evenly over [0, 1)', (t) => {
  const next = random(1);
  const counts = new Uint32Array(16);
  for (let i = 0; i < 16000; i++) {
    const value = next();
    if (!(value >= 0 && value < 1)) t.fail(`${value}`);
    counts[Math.floor(value * 16)]!++;
  }
  // With 15 degrees of freedom, chi-squared is over 38 once in a thousand times.
  const chi = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  t.true(chi < 38, `${chi}`);
});
