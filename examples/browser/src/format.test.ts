import test from 'ava';
import { formatBytes, formatMilliseconds, formatPercent, formatRatio } from './format.ts';

test('bytes are told one by one', (t) => {
  t.is(formatBytes(1_070_035), '1,070,035 bytes');
  t.is(formatBytes(1), '1 byte');
});

test('ratios, shares and times have as many digits as say something', (t) => {
  t.is(formatRatio(1000, 300), '3.33×');
  t.is(formatRatio(1000, 50), '20.0×');
  t.is(formatRatio(1, 0), '–');
  t.is(formatPercent(0), '0 %');
  t.is(formatPercent(0.1234), '12.3 %');
  t.is(formatPercent(0.00012), '1e-2 %');
  t.is(formatPercent(Number.NaN), '–');
  t.is(formatMilliseconds(0.4), '0.40 ms');
  t.is(formatMilliseconds(1464), '1,464 ms');
});
