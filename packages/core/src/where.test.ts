import test from 'ava';
import { and, largerThan, matching, not, or } from './where.ts';

const info = { dtype: 'f32', shape: [10, 10] } as const;
const matches = (pattern: string, path: string) => matching(pattern)(path, info);

test('a star stands for anything but a slash, two stars for anything', (t) => {
  t.true(matches('dense*/kernel', 'dense_1/kernel'));
  t.true(matches('dense*/kernel', 'dense/kernel'));
  t.false(matches('dense*/kernel', 'dense/inner/kernel'));
  t.true(matches('dense**/kernel', 'dense/inner/kernel'));
  t.true(matches('**/kernel', 'a/b/kernel'));
  t.false(matches('**/kernel', 'kernel'));
  t.true(matches('**', 'anything/at all\n'));
});

test('a pattern must match the whole name, and then takes all parts of the weight', (t) => {
  t.true(matches('kernel', 'kernel'));
  t.true(matches('kernel', 'kernel.values.indices'));
  t.false(matches('kernel', 'kernels'));
  t.false(matches('kernel', 'dense/kernel'));
  t.false(matches('kernel', 'kernel/values'));
});

test('all other characters stand for themselves', (t) => {
  const odd = 'a.b+c(d)[e]{f}|g^h$i?j\\k-l é';
  t.true(matches(odd, odd));
  t.false(matches('a.b', 'axb'));
  t.false(matches('a+', 'aa'));
});

test('selections combine', (t) => {
  const kernel = matching('kernel');
  const large = largerThan(100);
  t.false(large('kernel', info));
  t.true(largerThan(99)('kernel', info));
  t.true(not(large)('kernel', info));
  t.true(or(kernel, large)('kernel', info));
  t.false(and(kernel, large)('kernel', info));
  t.true(and()('kernel', info));
  t.false(or()('kernel', info));
});
