import test from 'ava';
import fc from 'fast-check';
import { close, gradientError, matrixOf, multiply, noise, noiseTensor } from './_matrices.test.ts';
import { krylov } from './krylov.ts';

const cases = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 9 }),
  fc.nat(8),
  fc.constantFrom(1, -1),
  fc.nat(1e6),
);

test('rows are the powers of the operator times each generator', (t) => {
  fc.assert(
    fc.property(cases, ([rank, size, fewer, corner, seed]) => {
      const columns = Math.max(1, size - fewer);
      const part = noiseTensor([rank + 3, size], seed);
      const of = (row: number, j: number) => part.data[row * size + j]!;
      const operator = new Float64Array(size * size);
      for (let j = 0; j < size; j++) {
        operator[j * size + ((j + size - 1) % size)]! += (j === 0 ? corner : 1) + of(rank, j);
        operator[j * size + j]! += of(rank + 1, j);
        operator[j * size + ((j + 1) % size)]! += of(rank + 2, j);
      }
      const { data, shape } = krylov(rank, size, columns, corner).forward(part);
      t.deepEqual([...shape], [rank * size, columns]);
      for (let i = 0; i < rank; i++) {
        let power: Float64Array = Float64Array.from(part.data.subarray(i * size, (i + 1) * size));
        for (let k = 0; k < size; k++) {
          const at = (i * size + k) * columns;
          t.true(close(data.subarray(at, at + columns), power.subarray(0, columns), 1e-6));
          power = multiply(operator, power, size);
        }
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('gradients are those of differences', (t) => {
  fc.assert(
    fc.property(cases, ([rank, size, fewer, corner, seed]) => {
      const columns = Math.max(1, size - fewer);
      const part = noiseTensor([rank + 3, size], seed);
      const small = matrixOf(rank + 3, size, (i) => (i < rank ? 1 : 0.2));
      const input = { ...part, data: part.data.map((value, at) => small[at]! * value) };
      const error = gradientError(krylov(rank, size, columns, corner), [input], Math.floor(noise(1, seed)[0]! * 1e6));
      t.true(error < 1e-4, `${error}`);
    }),
    { seed: 2, numRuns: 200 },
  );
});
