import test from 'ava';
import * as api from './index.ts';

test('exports the codec, nothing else', (t) => {
  t.deepEqual(Object.keys(api), ['cp']);
});
