import { random } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { codePositions, positionsBound } from './code-positions.ts';
import { fromGaps, scanOf } from './gaps.ts';

const maskOf = (size: number, density: (i: number) => number, seed = 1): Uint8Array => {
  const next = random(seed);
  return Uint8Array.from({ length: size }, (_, i) => Number(next() < density(i)));
};

test('decodes to the ones of the mask, and keeps to its bound', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer(),
      (rows, columns, density, seed) => {
        const mask = maskOf(rows * columns, () => density, seed);
        const { bits, axis, gaps } = codePositions(mask, rows, columns);
        const ones = fromGaps(gaps, bits, mask.length).map(scanOf(rows, columns, axis));
        t.deepEqual(
          [...ones].sort((a, b) => a - b),
          [...mask.keys()].filter((i) => mask[i]),
        );
        t.true(Math.ceil((gaps.length * bits) / 8) <= positionsBound(mask.length, ones.length));
      },
    ),
    { seed: 4, numRuns: 50 },
  );
});

test('scans along the axis on which ones come together', (t) => {
  const [rows, columns] = [64, 50];
  const next = random(2);
  const seeds = Float64Array.from({ length: rows * columns }, next);
  const down = maskOf(rows * columns, (i) =>
    Number(seeds[Math.floor(i / columns / 4) * columns + (i % columns)]! < 0.1),
  );
  const along = maskOf(rows * columns, (i) => Number(seeds[Math.floor(i / 5)]! < 0.1));
  t.is(codePositions(down, rows, columns).axis, 0);
  t.is(codePositions(along, rows, columns).axis, 1);
});

test('takes wider symbols where ones are rarer', (t) => {
  const widths = [0.5, 0.1, 0.01].map(
    (density) =>
      codePositions(
        maskOf(20_000, () => density),
        200,
        100,
      ).bits,
  );
  t.true(widths[0]! < widths[1]! && widths[1]! < widths[2]!);
});
