import test from 'ava';
import fc from 'fast-check';
import { keepLargest } from './keep-largest.ts';

const arrays = fc.array(fc.float32Array({ noNaN: true, maxLength: 40 }), { minLength: 1, maxLength: 4 });
const seed = 1;

test('marks exactly the largest magnitudes of all arrays together, zeros excepted', (t) => {
  fc.assert(
    fc.property(arrays, fc.nat(120), (scores, count) => {
      const masks = keepLargest(scores, count);
      const all = scores.flatMap((array, i) => Array.from(array, (score, j) => ({ score, mark: masks[i]![j]! })));
      const sorted = all.map(({ score }) => Math.abs(score)).sort((a, b) => b - a);
      const kept = all.filter(({ mark }) => mark).map(({ score }) => Math.abs(score));
      t.deepEqual(
        kept.sort((a, b) => b - a),
        sorted.slice(0, count).filter((magnitude) => magnitude > 0),
      );
    }),
    { seed },
  );
});

test('prefers the earlier of equal magnitudes, whatever their sign', (t) => {
  const masks = keepLargest([Float32Array.of(2, -3, 2), Float32Array.of(-2, 3)], 3);
  t.deepEqual(
    masks.map((mask) => [...mask]),
    [
      [1, 1, 0],
      [0, 1],
    ],
  );
});

test('tells apart magnitudes that differ in their last bit', (t) => {
  const above = 1 + 2 ** -23;
  const [mask] = keepLargest([Float32Array.of(1, above, -1, -above)], 2);
  t.deepEqual([...mask!], [0, 1, 0, 1]);
});
