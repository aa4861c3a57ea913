import test from 'ava';
import * as api from './index.ts';
import * as worker from './worker.ts';

test('exports what the README describes', (t) => {
  t.deepEqual(Object.keys(api).sort(), ['LoadError', 'loadGraphModel', 'loadLayersModel']);
  t.deepEqual(Object.keys(worker), ['answerLoads']);
});
