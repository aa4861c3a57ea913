import test from 'ava';
import fc from 'fast-check';
import { bitReader } from './bit-reader.ts';
import { bitWriter } from './bit-writer.ts';
import {
  bestParameter,
  expGolomb,
  type Field,
  readExpGolomb,
  readRice,
  rice,
  unzigzag,
  zigzag,
} from './integer-codes.ts';

const readerOf = (fields: readonly Field[]) => {
  const writer = bitWriter(fields.reduce((bits, [, width]) => bits + width, 0));
  for (const [value, width] of fields) writer.put(value, width);
  return bitReader(writer.bytes);
};

test('exponential Golomb codes of integers of up to 32 bits come back', (t) => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat().map((n) => n % 2 ** 32)), fc.integer({ min: 0, max: 31 }), (values, k) => {
      const reader = readerOf(values.map((value) => expGolomb(value, k)));
      t.deepEqual(
        values.map(() => readExpGolomb(reader, k)),
        values,
      );
      t.notThrows(reader.finish.bind(reader));
    }),
    { seed: 1 },
  );
});

test('Rice codes come back', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(46)), fc.integer({ min: 0, max: 3 }), (values, k) => {
      const reader = readerOf(values.map((value) => rice(value, k)));
      t.deepEqual(
        values.map(() => readRice(reader, k, 46)),
        values,
      );
    }),
    { seed: 2 },
  );
});

test('zigzag maps the integers around zero to the first ones from zero', (t) => {
  const integers = [0, -1, 1, -2, 2, -(2 ** 31)];
  t.deepEqual(integers.map(zigzag), [0, 1, 2, 3, 4, 2 ** 32 - 1]);
  t.deepEqual(integers.map(zigzag).map(unzigzag), integers);
});

test('the best parameter is that of the fewest bits', (t) => {
  t.is(bestParameter(rice, [0, 1, 0, 0], 3), 0);
  t.is(bestParameter(expGolomb, [1000, 1100, 900], 31), 10);
});

test('a reader refuses to read more bits than there are', (t) => {
  const reader = bitReader(Uint8Array.of(1));
  t.is(reader.take(7), 0);
  t.throws(() => reader.take(2), { message: 'the bytes must not end before the last symbol' });
  t.throws(() => bitReader(new Uint8Array(9)).zeros(64), { message: /at most 64 zeros/ });
});
