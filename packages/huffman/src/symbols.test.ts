import { normal } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { alphabetOf } from './alphabet.ts';
import { codeLengths } from './code-lengths.ts';
import { decodeSymbols } from './decode-symbols.ts';
import { encodeSymbols } from './encode-symbols.ts';
import type { Integers } from './integers.ts';

const types = [Uint8Array, Uint16Array, Uint32Array, Int8Array, Int16Array, Int32Array];

/** Numbers in [0, 1), always the same. */
function uniform(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}

function bell(): () => number {
  const next = uniform();
  return () => normal(next);
}

const idealBytes = (data: Integers) => {
  const { counts } = alphabetOf(data)!;
  return codeLengths(counts, 30).reduce((bits, length, i) => bits + length * counts[i]!, 0) / 8;
};

function comesBack(bytes: Uint8Array, data: Integers): boolean {
  const decoded = decodeSymbols(bytes, data.slice().fill(1));
  return decoded.every((value, i) => value === data[i]);
}

for (const type of types) {
  const width = type.BYTES_PER_ELEMENT * 8;
  const value = fc.oneof(
    fc.nat(3),
    fc.integer({ min: -20, max: 20 }),
    fc.integer({ min: -(2 ** (width - 1)), max: 2 ** width - 1 }),
  );

  test(`any ${type.name} comes back`, (t) => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 400 }), (values) => {
        const data = type.from(values);
        t.true(comesBack(encodeSymbols(data), data));
      }),
      { seed: 1 },
    );
  });

  test(`a ${type.name} of few and one of many values come back, from any place in memory`, (t) => {
    const next = bell();
    for (const deviation of [0.3, 8, 30, 2000, 2 ** (width - 4)]) {
      const data = type.from(Array.from({ length: 30_003 }, () => deviation * next())).subarray(1);
      t.true(comesBack(encodeSymbols(data), data));
    }
  });
}

test('codes longer than the look-up window come back', (t) => {
  // Counts in powers of two make codes of every length up to 19.
  const data = new Uint16Array(2 ** 19 + 300);
  for (let value = 0, at = 0; value < 19; value++) {
    const end = at + 2 ** (18 - value);
    data.fill(300 * value, at, end);
    at = end;
  }
  for (const each of [data, data.map((value) => value / 300), Uint8Array.from(data, (value) => value / 300)]) {
    t.true(comesBack(encodeSymbols(each), each));
  }
});

test('more values than an alphabet may have are written in halves', (t) => {
  const next = uniform();
  const data = Uint32Array.from({ length: 70_000 }, () => next() * 2 ** 32);
  const bytes = encodeSymbols(data);
  t.true(bytes.length < data.byteLength * 1.01);
  t.true(comesBack(bytes, data));
});

test('an empty array takes no bytes, and a constant one hardly any', (t) => {
  t.is(encodeSymbols(new Int32Array(0)).length, 0);
  const constant = new Int32Array(100_000).fill(-5);
  const bytes = encodeSymbols(constant);
  t.true(bytes.length <= 2);
  t.true(comesBack(bytes, constant));
});

const large: Record<string, Integers> = {
  'sixteen values': Uint8Array.from({ length: 100_000 }, bellOf(3, 8, 0, 15)),
  'thirty-two values': Uint8Array.from({ length: 100_000 }, bellOf(5, 16, 0, 31)),
  'two hundred values': Int8Array.from({ length: 100_000 }, bellOf(30, 0, -127, 127)),
  'a thousand values': Int16Array.from({ length: 200_000 }, bellOf(150, 0, -32767, 32767)),
  'codes of very different lengths': Uint8Array.from({ length: 200_000 }, (_, i) =>
    Math.min(31 - Math.clz32(i | 1), i % 97),
  ),
};

function bellOf(deviation: number, mean: number, min: number, max: number): () => number {
  const next = bell();
  return () => Math.max(min, Math.min(max, Math.round(mean + deviation * next())));
}

for (const [name, data] of Object.entries(large)) {
  test(`with its table, ${name} take at most 0.3 % more than an ideal Huffman code`, (t) => {
    const bytes = encodeSymbols(data);
    t.true(bytes.length <= idealBytes(data) * 1.003, `${bytes.length} and ${idealBytes(data)}`);
    t.true(comesBack(bytes, data));
  });
}

test('bytes that are missing, added or changed in the padding are refused', (t) => {
  const data = Uint8Array.from({ length: 1001 }, bellOf(3, 8, 0, 15));
  const bytes = encodeSymbols(data);
  for (let end = 0; end < bytes.length; end++) {
    t.throws(() => decodeSymbols(bytes.subarray(0, end), new Uint8Array(1001)), { instanceOf: Error });
  }
  t.throws(() => decodeSymbols(Uint8Array.of(...bytes, 0), new Uint8Array(1001)), {
    message: 'there must be no bytes after the last symbol, not 1',
  });
  t.throws(() => decodeSymbols(Uint8Array.of(0), new Uint8Array(0)), { message: /no bytes after/ });
  // A constant array of zeros takes three bits.
  t.throws(() => decodeSymbols(Uint8Array.of(0b00110000), new Uint8Array(5)), { message: /must be zero/ });
});

test('any bytes give as many symbols as there should be, or an error', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...types), fc.nat(500), (bytes, type, size) => {
      const target = new type(size);
      try {
        t.is(decodeSymbols(bytes, target), target);
      } catch (error) {
        t.true(error instanceof Error && !(error instanceof TypeError), String(error));
      }
    }),
    { seed: 2, numRuns: 1000 },
  );
});

test('a bit that is changed is never read beyond the end', (t) => {
  const data = Int16Array.from({ length: 3000 }, bellOf(300, 0, -32767, 32767));
  const bytes = encodeSymbols(data);
  for (let bit = 0; bit < bytes.length * 8; bit += 7) {
    const changed = bytes.slice();
    changed[bit >> 3]! ^= 128 >> (bit & 7);
    try {
      decodeSymbols(changed, new Int16Array(3000));
    } catch (error) {
      t.true(error instanceof Error && !(error instanceof TypeError || error instanceof RangeError), String(error));
    }
  }
  t.pass();
});
