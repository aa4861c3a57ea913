import test from 'ava';
import * as api from './index.ts';

test('exports the compressor, the function that tells all, and the front of its points, nothing else', (t) => {
  t.deepEqual(Object.keys(api).sort(), ['paretoFront', 'rankTuning', 'tuneRanks']);
});
