import test from 'ava';
import * as api from './index.ts';

test('exports the compressor, the function that tells all, losses and a folder, nothing else', (t) => {
  t.deepEqual(Object.keys(api).sort(), ['answerFolder', 'attention', 'distill', 'distillModel', 'hint']);
});
