import type { Ops, Product } from '@tensorpress/core';
import { realWorkOf } from '@tensorpress/fourier';
import { cyclicSum } from './cyclic-sum.ts';
import type { Form } from './form.ts';
import { fourierProduct, spectra } from './fourier-product.ts';
import { krylov } from './krylov.ts';
import { weightedSum } from './weighted-sum.ts';

/** The two parts, each [rank + bands, size]: generators, then what learned diagonals have more than those of Z₁ and Z₋₁. */
export interface Values<T> {
  readonly g: T;
  readonly h: T;
}

/** The matrix [m, n] of such parts. */
export function rebuildMatrix<T>(ops: Ops<T>, { g, h }: Values<T>, form: Form): T {
  const { m, n, size, rank, bands, operators } = form;
  if (operators === 'tridiagonal') {
    const [left, right] = krylovMatrices(ops, { g, h }, form);
    return ops.matMul(left, right, true, false);
  }
  if (operators === 'cyclic') return ops.apply(cyclicSum(m, n, size), ops.matMul(g, h, true, false));
  const generators = (part: T) => ops.slice(part, [0, 0], [rank, size]);
  const learned = (part: T) => ops.slice(part, [rank, 0], [bands, size]);
  const products = ops.matMul(generators(g), generators(h), true, false);
  return ops.apply(weightedSum(m, n, size), products, learned(g), learned(h));
}

/** The Krylov matrices of all generators, one below the other: [rank·size, m] and [rank·size, n]. */
const krylovMatrices = <T>(
  ops: Ops<T>,
  { g, h }: Values<T>,
  { m, n, size, rank }: Form,
): readonly [left: T, right: T] => [ops.apply(krylov(rank, size, m, 1), g), ops.apply(krylov(rank, size, n, -1), h)];

/** What multiplies by the matrix of such parts, without making it where that is quicker. */
export function multiplier<T>(ops: Ops<T>, values: Values<T>, form: Form): Product<T> {
  return (rows) => {
    const { m, n, size, rank, operators } = form;
    if (operators === 'cyclic' && transformsAreQuicker(rows, form)) {
      const left = ops.apply(spectra(rank, size, 'circular'), values.g);
      const right = ops.apply(spectra(rank, size, 'skew'), values.h);
      const product = fourierProduct(m, n, rank);
      return (x) => ops.apply(product, x, left, right);
    }
    // Their product takes size·rank·m·n multiplications.
    if (operators === 'tridiagonal' && rows * (size * rank * (m + n) - m * n) < size * rank * m * n) {
      const [left, right] = krylovMatrices(ops, values, form);
      return (x) => ops.matMul(ops.matMul(x, left, false, true), right);
    }
    const matrix = rebuildMatrix(ops, values, form);
    return (x) => ops.matMul(x, matrix);
  };
}

/**
 * Whether Fourier transforms of so many rows take less time than making the matrix and multiplying by it. Times are those of one
 * multiplication of a product of matrices, as measured on WebAssembly.
 */
function transformsAreQuicker(rows: number, { m, n, size, rank }: Form): boolean {
  const transforms = 20 * rows * (2 + 2 * rank) * realWorkOf(size);
  return transforms < (140 + rank) * size ** 2 + rows * m * n;
}
