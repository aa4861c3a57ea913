import type { Matrix } from '@tensorpress/linalg';

/** Triangular matrices of at most so many rows are inverted element by element. */
const SMALL = 48;

/** The inverse of A + ridge·I for a symmetric positive semidefinite A [n, n] and a ridge above zero. */
export async function inverse({ data, n }: Matrix<Float64Array>, ridge: number): Promise<Matrix> {
  const { cholesky, matMul, symmetricProduct } = await import('@tensorpress/linalg');

  /** The inverse of a part of L on its diagonal, of lower triangular form too. */
  const inverted = async (l: Float64Array, from: number, m: number): Promise<Float64Array> => {
    const result = new Float64Array(m * m);
    if (m <= SMALL) {
      for (let i = 0; i < m; i++) {
        const row = (from + i) * n + from;
        const pivot = l[row + i]!;
        result[i * m + i] = 1 / pivot;
        for (let j = 0; j < i; j++) {
          const factor = l[row + j]! / pivot;
          for (let k = 0; k <= j; k++) result[i * m + k]! -= factor * result[j * m + k]!;
        }
      }
      return result;
    }
    const half = m >> 1;
    const rest = m - half;
    const above = { data: await inverted(l, from, half), m: half, n: half };
    const below = { data: await inverted(l, from + half, rest), m: rest, n: rest };
    const beside = new Float64Array(rest * half);
    for (let i = 0; i < rest; i++) {
      const row = (from + half + i) * n + from;
      beside.set(l.subarray(row, row + half), i * half);
    }
    const product = await matMul(below, await matMul({ data: beside, m: rest, n: half }, above));
    for (let i = 0; i < half; i++) result.set(above.data.subarray(i * half, (i + 1) * half), i * m);
    for (let i = 0; i < rest; i++) {
      const row = (half + i) * m;
      for (let k = 0; k < half; k++) result[row + k] = -product.data[i * half + k]!;
      result.set(below.data.subarray(i * rest, (i + 1) * rest), row + half);
    }
    return result;
  };

  const shifted = data.map((value, at) => (at % (n + 1) === 0 ? value + ridge : value));
  const l = await cholesky({ data: shifted, m: n, n });
  return symmetricProduct({ data: await inverted(l.data, 0, n), m: n, n });
}
