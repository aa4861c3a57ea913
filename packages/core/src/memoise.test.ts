import test from 'ava';
import { memoise } from './memoise.ts';

test('a function is called once for each object', (t) => {
  let calls = 0;
  const length = memoise((key: readonly number[]) => {
    calls++;
    return { length: key.length };
  });
  const [a, b] = [[1], [1]];
  t.is(length(a), length(a));
  t.not(length(a), length(b));
  t.is(calls, 2);
});
