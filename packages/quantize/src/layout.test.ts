import test from 'ava';
import fc from 'fast-check';
import { byScale, layoutOf, scaleNumbers } from './layout.ts';

test('channels are the indices on their axis', (t) => {
  const layout = layoutOf([2, 3, 2], { axis: 1 });
  t.deepEqual(layout, { view: [2, 3, 2], scales: [1, 3, 1] });
  t.deepEqual([...scaleNumbers(layout, 12)], [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]);
});

test('groups are rows in succession within a column, the last ones perhaps fewer', (t) => {
  const layout = layoutOf([5, 2], { group: 2 });
  t.deepEqual(layout, { view: [3, 2, 2], scales: [3, 1, 2] });
  t.deepEqual([...scaleNumbers(layout, 10)], [0, 1, 0, 1, 2, 3, 2, 3, 4, 5]);
});

test('a group is no taller than the matrix', (t) => {
  t.deepEqual(layoutOf([5, 2], { group: 64 }), { view: [1, 5, 2], scales: [1, 1, 2] });
});

test('the number of a scale is where the scales broadcast it', (t) => {
  const sharing = fc.oneof(
    fc.constant({}),
    fc.record({ axis: fc.nat(2) }),
    fc.record({ group: fc.integer({ min: 1, max: 9 }) }),
  );
  fc.assert(
    fc.property(
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
      sharing,
      (shape, how) => {
        const { view, scales } = layoutOf(shape, how);
        const size = shape[0] * shape[1] * shape[2];
        const [, b, c] = view;
        const expected = Array.from({ length: size }, (_, i) => {
          const at = [Math.floor(i / (b * c)), Math.floor(i / c) % b, i % c];
          const [x, y, z] = at.map((index, axis) => (scales[axis] === 1 ? 0 : index));
          return (x! * scales[1] + y!) * scales[2] + z!;
        });
        t.deepEqual([...scaleNumbers({ view, scales }, size)], expected);
      },
    ),
    { seed: 3 },
  );
});

test('elements come scale by scale, in their order', (t) => {
  const split = byScale(Float32Array.of(1, 2, 3, 4, 5), Uint32Array.of(1, 0, 1, 2, 0), 3);
  t.deepEqual(
    split.map((values) => [...values]),
    [[2, 5], [1, 3], [4]],
  );
});

test('rejects an axis or a group that is none', (t) => {
  t.throws(() => layoutOf([2, 3], { axis: 2 }), { message: /axis must be one of the 2, not 2/ });
  t.throws(() => layoutOf([2, 3], { group: 0.5 }), { message: /positive integer, not 0.5/ });
});
