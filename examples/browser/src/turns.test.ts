import test from 'ava';
import { turns } from './turns.ts';

test('what begins ends what was begun before, and nothing of other turns', (t) => {
  const [work, tries] = [turns(), turns()];
  const [first, other] = [work.begin(), tries.begin()];
  t.false(first.aborted);
  const second = work.begin();
  t.true(first.aborted);
  t.false(second.aborted || other.aborted);
});
