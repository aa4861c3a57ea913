import test from 'ava';
import fc from 'fast-check';
import { blockNorms, elementsOf, gridOf } from './blocks.ts';

const size = fc.integer({ min: 1, max: 9 });
const seed = 6;

test('every element is in exactly one block', (t) => {
  fc.assert(
    fc.property(size, size, size, size, fc.nat(1), (rows, columns, height, width, axis) => {
      const blocks = { rows, columns, height, width };
      const [down, across] = gridOf(blocks);
      const all = Uint32Array.from({ length: down * across }, (_, block) => block);
      const elements = elementsOf(all, blocks, axis);
      t.deepEqual(
        [...elements].sort((a, b) => a - b),
        Array.from({ length: rows * columns }, (_, i) => i),
      );
    }),
    { seed },
  );
});

test('a norm is the root mean square of the elements of its block', (t) => {
  fc.assert(
    fc.property(size, size, size, size, (rows, columns, height, width) => {
      const blocks = { rows, columns, height, width };
      const data = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i));
      for (const [block, norm] of blockNorms(data, blocks).entries()) {
        const elements = elementsOf(Uint32Array.of(block), blocks, 1);
        const mean = elements.reduce((sum, i) => sum + data[i]! ** 2, 0) / elements.length;
        t.true(Math.abs(Math.abs(norm) - Math.sqrt(mean)) < 1e-6);
      }
    }),
    { seed },
  );
});

test('goes through a block downwards or across', (t) => {
  const blocks = { rows: 4, columns: 4, height: 2, width: 2 };
  t.deepEqual([...elementsOf(Uint32Array.of(3, 0), blocks, 0)], [10, 14, 11, 15, 0, 4, 1, 5]);
  t.deepEqual([...elementsOf(Uint32Array.of(3, 0), blocks, 1)], [10, 11, 14, 15, 0, 1, 4, 5]);
});
