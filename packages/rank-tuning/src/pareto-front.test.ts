import test from 'ava';
import fc from 'fast-check';
import { type Better, paretoFront } from './pareto-front.ts';

const point = fc.record({ bytes: fc.integer({ min: 1, max: 20 }), metric: fc.integer({ min: -10, max: 10 }) });
const atLeast = (a: number, b: number, better: Better) => (better === 'higher' ? a >= b : a <= b);

test('no point of the front is dominated, and every other point is', (t) => {
  fc.assert(
    fc.property(fc.array(point), fc.constantFrom<Better>('higher', 'lower'), (points, better) => {
      const front = paretoFront(points, better);
      for (const a of points) {
        const dominated = front.some((b) => b !== a && b.bytes <= a.bytes && atLeast(b.metric, a.metric, better));
        t.is(dominated, !front.includes(a));
      }
      t.deepEqual(
        front.map(({ bytes }) => bytes),
        front.map(({ bytes }) => bytes).sort((a, b) => a - b),
      );
    }),
    { seed: 1 },
  );
});

test('a metric that is no number is on no front', (t) => {
  const points = [
    { bytes: 1, metric: Number.NaN },
    { bytes: 2, metric: 0.5 },
  ];
  t.deepEqual(paretoFront(points, 'lower'), points.slice(1));
});
