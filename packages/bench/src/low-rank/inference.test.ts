import test from 'ava';
import { breakEven } from './inference.ts';

test('factors break even on the line between the ranks around, and not beyond what was measured', (t) => {
  t.is(breakEven([10, 20, 40], [1, 2, 4], 3), '30');
  t.is(breakEven([10, 20], [1, 2], 5), '≥ 20');
  t.is(breakEven([10, 20], [1, 2], 0.5), '< 10');
});
