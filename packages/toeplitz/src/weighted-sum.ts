import type { Operation } from '@tensorpress/core';
import { fromDiagonals, type Part, toDiagonals } from './diagonals.ts';
import { shiftOf } from './shift-of.ts';

/**
 * The matrix [m, n] that is the upper left part of the sum of A^k·D·(B^k)ᵀ over all k below the size, as an operation on D [size, size] and
 * on what the weights of A and B, each [1, size], have more than those of Z₁ and Z₋₁. These operators have one diagonal, below the main one,
 * and the upper right corner.
 */
export const weightedSum = (m: number, n: number, size: number): Operation => ({
  forward(d, a, b) {
    const data = new Float32Array(m * n);
    const rounds = roundsOf(m, size, a!.data, b!.data);
    const [sums, line] = [new Float64Array(size), new Float64Array(size)];
    for (let step = 0; step < rounds.steps; step++) {
      const { row, factor, weight } = rounds.at(step);
      toDiagonals(line, { data: d!.data, columns: size }, row);
      for (let at = 0; at < size; at++) sums[at] = weight * rounds.b[at + row]! * sums[at]! + factor * line[at]!;
      if (step >= size - 1) fromDiagonals({ data, columns: n }, sums, row);
    }
    return { dtype: 'f32', shape: [m, n], data };
  },
  gradient(dy, d, a, b) {
    const rounds = roundsOf(m, size, a!.data, b!.data);
    return reverse(rounds, { data: dy.data, columns: n }, { data: d!.data, columns: size });
  },
});

/** How sums are made, by diagonals. */
interface Rounds {
  readonly steps: number;
  /** The row that a step goes to, the weight of A there, and how many times D is added. */
  at(step: number): { readonly row: number; readonly weight: number; readonly factor: number };
  readonly a: Float64Array;
  /** Twice the weights of B, one after the other. */
  readonly b: Float64Array;
}

/**
 * Element (i, j) is a sum along the diagonal, that goes on at the other end. As A^size·D·(B^size)ᵀ is c·D, for c the product of all
 * weights, M = A·M·Bᵀ + (1 − c)·D. A first round, without c, gives row 0, and a second one the others.
 *
 * @see Kailath, Kung, Morf, "Displacement ranks of matrices and linear equations", Journal of Mathematical Analysis and Applications 68, 1979
 */
function roundsOf(m: number, size: number, moreA: Float32Array, moreB: Float32Array): Rounds {
  const a = shiftOf(size, 1).map((weight, j) => weight + moreA[j]!);
  const once = shiftOf(size, -1).map((weight, j) => weight + moreB[j]!);
  const b = new Float64Array(2 * size);
  b.set(once);
  b.set(once, size);
  const rest = 1 - product(a) * product(once);
  const at = (step: number) => {
    const row = (step + 1) % size;
    return { row, weight: a[row]!, factor: step < size ? 1 : rest };
  };
  return { steps: size + m - 1, at, a, b };
}

/** The derivatives by D, A and B, given those by the sum: all steps the other way round. */
function reverse({ steps, at: stepAt, a, b }: Rounds, derivatives: Part, d: Part): readonly Float32Array[] {
  const size = a.length;
  const states = new Float64Array(steps * size);
  const before = (step: number) => states.subarray(step * size, (step + 1) * size);
  const line = new Float64Array(size);
  for (let step = 0; step < steps - 1; step++) {
    const { row, factor, weight } = stepAt(step);
    toDiagonals(line, d, row);
    const [from, to] = [before(step), before(step + 1)];
    for (let at = 0; at < size; at++) to[at] = weight * b[at + row]! * from[at]! + factor * line[at]!;
  }

  const byD = { data: new Float32Array(size * size), columns: size };
  const [byA, byB] = [new Float64Array(size), new Float64Array(2 * size)];
  let byRest = 0;
  const [flow, given, none] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  for (let step = steps - 1; step >= 0; step--) {
    const { row, factor, weight } = stepAt(step);
    if (step >= size - 1) toDiagonals(given, derivatives, row);
    else given.fill(0);
    toDiagonals(line, d, row);
    // The state is of no use any more: what is found takes its place, until the other round comes to this row.
    const [state, other] = [before(step), step + size < steps ? before(step + size) : none];
    let [sum, product] = [0, 0];
    for (let at = 0; at < size; at++) {
      const value = flow[at]! + given[at]!;
      const term = value * state[at]!;
      sum += b[at + row]! * term;
      product += value * line[at]!;
      byB[at + row]! += weight * term;
      state[at] = factor * value + other[at]!;
      flow[at] = weight * b[at + row]! * value;
    }
    byA[row]! += sum;
    if (step >= size) byRest += product;
    else fromDiagonals(byD, state, row);
  }
  const once = b.subarray(0, size);
  const throughA = productsWithout(a, -byRest * product(once));
  const throughB = productsWithout(once, -byRest * product(a));
  return [
    byD.data,
    Float32Array.from(byA, (value, j) => value + throughA[j]!),
    Float32Array.from(throughB, (value, j) => value + byB[j]! + byB[j + size]!),
  ];
}

const product = (values: Float64Array): number => values.reduce((a, b) => a * b, 1);

/** For each of some values a factor times the product of all the others. */
function productsWithout(values: Float64Array, factor: number): Float64Array {
  const products = new Float64Array(values.length);
  let before = factor;
  for (const [j, value] of values.entries()) {
    products[j] = before;
    before *= value;
  }
  let after = 1;
  for (let j = values.length - 1; j >= 0; j--) {
    products[j]! *= after;
    after *= values[j]!;
  }
  return products;
}
