import test from 'ava';
import * as api from './index.ts';

test('exports the codec and one-dimensional k-means, nothing else', (t) => {
  t.deepEqual(Object.keys(api).sort(), [
    'assign',
    'centroidsOf',
    'clusterValues',
    'kmeansShare',
    'limitsOf',
    'sortValues',
  ]);
});
