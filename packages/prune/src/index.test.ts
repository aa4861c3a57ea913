import test from 'ava';
import * as api from './index.ts';

test('exports the codec, what undoes it, and two schedules, nothing else', (t) => {
  t.deepEqual(Object.keys(api).sort(), ['densify', 'dsd', 'gradualSparsity', 'prune']);
});
