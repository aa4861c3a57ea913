import test from 'ava';
import { trialKind } from './trial-kind.ts';

test('networks are tried on what they take', (t) => {
  const kind = (...shapes: (readonly (number | null)[])[]) => trialKind(shapes.map((shape) => ({ shape })));
  t.is(kind([null, 784]), 'digit');
  t.is(kind([null, 28, 28, 1]), 'digit');
  t.is(kind([null, null, null, 3]), 'picture');
  t.is(kind([1, 320, 320, 3]), 'picture');
  t.is(kind([null, null]), 'random');
  t.is(kind([null, 28, 28, 1], [null, 4]), 'random');
  t.is(kind(), 'random');
});
