import test from 'ava';
import fc from 'fast-check';
import { countGaps, fromGaps, runsOf, scanOf, toGaps, toRowMajor } from './gaps.ts';

const masks = fc.uint8Array({ max: 1, maxLength: 300 });
const widths = fc.integer({ min: 1, max: 8 });
const inOrder = (i: number): number => i;
const seed = 2;

test('gaps of every width decode to the ones they were made of', (t) => {
  fc.assert(
    fc.property(masks, widths, (mask, bits) => {
      const ones = fromGaps(toGaps(runsOf(mask, inOrder), bits), bits, mask.length);
      t.deepEqual(
        [...ones],
        [...mask.keys()].filter((i) => mask[i]),
      );
    }),
    { seed },
  );
});

test('gaps are counted as they are made', (t) => {
  fc.assert(
    fc.property(masks, widths, (mask, bits) => {
      const runs = runsOf(mask, inOrder);
      const histogram = new Map<number, number>();
      for (const run of runs) histogram.set(run, (histogram.get(run) ?? 0) + 1);
      const counts = new Float64Array(2 ** bits);
      for (const gap of toGaps(runs, bits)) counts[gap]!++;
      t.deepEqual(countGaps(histogram, bits), counts);
    }),
    { seed },
  );
});

test('one bit makes a bitmap up to the last one', (t) => {
  const mask = Uint8Array.of(0, 1, 1, 0, 0, 1, 0);
  t.deepEqual([...toGaps(runsOf(mask, inOrder), 1)], [1, 0, 0, 1, 1, 0]);
});

test('an escape stands for zeros alone, so no weight is made up', (t) => {
  t.deepEqual([...toGaps(Uint32Array.of(7, 3, 0), 2)], [3, 3, 1, 3, 0, 0]);
});

test('a scan of axis 0 goes down the columns, one of axis 1 along the rows', (t) => {
  const order = (axis: number) => Array.from({ length: 6 }, (_, i) => scanOf(2, 3, axis)(i));
  t.deepEqual(order(0), [0, 3, 1, 4, 2, 5]);
  t.deepEqual(order(1), [0, 1, 2, 3, 4, 5]);
});

test('numbers in the order of a scan that rise are made row-major ones', (t) => {
  fc.assert(
    fc.property(masks, fc.integer({ min: 1, max: 20 }), fc.constantFrom(0, 1), (mask, columns, axis) => {
      const rows = Math.max(1, Math.floor(mask.length / columns));
      const numbers = Uint32Array.from([...mask.subarray(0, rows * columns).keys()].filter((i) => mask[i]));
      const expected = [...numbers].map(scanOf(rows, columns, axis));
      t.deepEqual([...toRowMajor(numbers, rows, columns, axis)], expected);
    }),
    { seed },
  );
});

test('rejects gaps that go too far, are too large, or end in an escape', (t) => {
  t.throws(() => fromGaps([2, 0, 0], 2, 4), { message: /below 4/ });
  t.throws(() => fromGaps([4], 2, 100), { message: /of 2 bits/ });
  t.throws(() => fromGaps([0, 3], 2, 100), { message: /end with a weight/ });
});
