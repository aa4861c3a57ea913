import test from 'ava';
import fc from 'fast-check';
import { fingerprint } from './fingerprint.ts';

const bytes = fc.uint8Array({ maxLength: 40 });

test('equal values have equal fingerprints, and others have others', (t) => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(bytes, fc.string(), (data, name) => {
      const print = fingerprint({ data, name });
      t.is(fingerprint({ data: data.slice(), name }), print);
      const value = JSON.stringify([[...data], name]);
      t.is(seen.get(print) ?? value, value);
      seen.set(print, value);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('each bit of each byte changes both halves', (t) => {
  const data = Uint8Array.from({ length: 24 }, (_, i) => 37 * i);
  const print = fingerprint(data);
  for (let bit = 0; bit < 8 * data.length; bit++) {
    const changed = data.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const other = fingerprint(changed);
    t.not(other.slice(0, 8), print.slice(0, 8));
    t.not(other.slice(8), print.slice(8));
  }
});
