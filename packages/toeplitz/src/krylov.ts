import type { Operation } from '@tensorpress/core';
import { shiftOf } from './shift-of.ts';

/**
 * The Krylov matrices of an operator A with three diagonals, that go on at the other end, as an operation on a part [rank + 3, size]:
 * generators g, then what the weights of A have more than those of Z₁ or Z₋₁, of (A·g)[j] in g[j - 1], g[j] and g[j + 1]. It gives the
 * first `columns` numbers of g, A·g, A²·g, … A^(size − 1)·g of the first generator, then of the next: [rank·size, columns].
 *
 * @see Thomas, Gu, Dao, Rudra, Ré, "Learning compressed transforms with low displacement rank", NeurIPS 2018
 */
export function krylov(rank: number, size: number, columns: number, corner: number): Operation {
  const operatorOf = (part: Float32Array): Operator => {
    const more = (band: number) => part.subarray((rank + band) * size, (rank + band + 1) * size);
    const [before, own, after] = [more(0), more(1), more(2)];
    return [
      shiftOf(size, corner).map((weight, j) => weight + before[j]!),
      Float64Array.from(own),
      Float64Array.from(after),
    ];
  };
  return {
    forward(part) {
      const operator = operatorOf(part!.data);
      const data = new Float32Array(rank * size * columns);
      let [power, spare] = [wrapped(size), wrapped(size)];
      for (let i = 0; i < rank; i++) {
        wrap(power, part!.data.subarray(i * size, (i + 1) * size));
        for (let k = 0; k < size; k++) {
          if (k > 0) {
            apply(spare, operator, power);
            [power, spare] = [spare, power];
          }
          copy(data.subarray((i * size + k) * columns), power, columns);
        }
      }
      return { dtype: 'f32', shape: [rank * size, columns], data };
    },
    gradient(dy, part) {
      const operator = operatorOf(part!.data);
      const transpose = transposed(operator);
      const found = new Float32Array((rank + 3) * size);
      const byOperator: Operator = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
      const powers = Array.from({ length: size }, () => wrapped(size));
      let [y, spare] = [wrapped(size), wrapped(size)];
      for (let i = 0; i < rank; i++) {
        wrap(powers[0]!, part!.data.subarray(i * size, (i + 1) * size));
        for (let k = 1; k < size; k++) apply(powers[k]!, operator, powers[k - 1]!);
        y.fill(0);
        for (let k = size - 1; ; k--) {
          add(y, dy.data.subarray((i * size + k) * columns), columns);
          if (k === 0) break;
          addOuter(byOperator, y, powers[k - 1]!);
          ends(y);
          apply(spare, transpose, y);
          [y, spare] = [spare, y];
        }
        found.set(y.subarray(1, 1 + size), i * size);
      }
      for (const [band, values] of byOperator.entries()) found.set(values, (rank + band) * size);
      return [found];
    },
  };
}

/** What (A·g)[j] has of g[j - 1], g[j] and g[j + 1], for each j. */
type Operator = readonly [before: Float64Array, own: Float64Array, after: Float64Array];

/** The operator whose weights are those of Aᵀ. */
const transposed = ([before, own, after]: Operator): Operator => [
  after.map((_, j) => after.at(j - 1)!),
  own,
  before.map((_, j) => before[(j + 1) % before.length]!),
];

/** A vector with its last number before it and its first one behind it, so that no place is special. */
const wrapped = (size: number): Float64Array => new Float64Array(size + 2);

function wrap(vector: Float64Array, values: Float32Array): void {
  vector.set(values, 1);
  ends(vector);
}

function ends(vector: Float64Array): void {
  vector[0] = vector[vector.length - 2]!;
  vector[vector.length - 1] = vector[1]!;
}

/** Writes the first numbers of a vector; `set` takes four times as long from one type to another. */
function copy(out: Float32Array, vector: Float64Array, columns: number): void {
  for (let j = 0; j < columns; j++) out[j] = vector[j + 1]!;
}

/** Adds to the first numbers of a vector. */
function add(vector: Float64Array, values: Float32Array, columns: number): void {
  for (let j = 0; j < columns; j++) vector[j + 1]! += values[j]!;
}

/** Writes A·g. */
function apply(out: Float64Array, [before, own, after]: Operator, g: Float64Array): void {
  for (let j = 0; j < own.length; j++) out[j + 1] = before[j]! * g[j]! + own[j]! * g[j + 1]! + after[j]! * g[j + 2]!;
  ends(out);
}

/** Adds the derivatives by the weights of A, for those y by A·g. */
function addOuter([before, own, after]: Operator, y: Float64Array, g: Float64Array): void {
  for (let j = 0; j < own.length; j++) {
    const value = y[j + 1]!;
    before[j]! += value * g[j]!;
    own[j]! += value * g[j + 1]!;
    after[j]! += value * g[j + 2]!;
  }
}
