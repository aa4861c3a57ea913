import { OptionError } from '@tensorpress/core';
import test from 'ava';
import { type DeepthinOptions, layoutWith } from './deepthin-options.ts';
import { layoutOf } from './layout.ts';

test('what cannot be is said in one line', (t) => {
  const error = (options: unknown) =>
    t.throws(() => layoutWith(options as DeepthinOptions, 10, 12), { instanceOf: OptionError })?.message;
  t.is(error({}), 'deepthin: rank or ratio must be given');
  t.is(error({ width: 11 }), 'deepthin: rank or ratio must be given');
  t.is(error({ ratio: 1 }), 'deepthin: ratio must be above 0 and below 1, not 1');
  t.is(error({ ratio: 0 }), 'deepthin: ratio must be above 0 and below 1, not 0');
  for (const width of [0, -1, 1.5, 'columns', [3]]) {
    const message = `deepthin: width must be a positive integer or 'rows', not ${JSON.stringify(width)}`;
    t.is(error({ rank: 1, width }), message);
  }
});

test("'rows' is as many columns as the weight has rows", (t) => {
  t.deepEqual(layoutWith({ rank: 2, width: 'rows' }, 10, 12), layoutOf(10, 12, 10, 2));
});
