import test from 'ava';
import * as api from './index.ts';

test('exports the codec and the schedule, nothing else', (t) => {
  t.deepEqual(Object.keys(api).sort(), ['gradualSparsity', 'prune']);
});
