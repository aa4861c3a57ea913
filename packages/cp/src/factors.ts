import type { Matrix } from '@tensorpress/linalg';

/**
 * The vectors of a number of components: a matrix for each axis of a tensor, with a column for each component. The tensor is the sum of
 * the outer products of the columns with the same number.
 */
export type Factors = readonly Matrix<Float64Array>[];

/** The norms of the columns. */
function norms({ data, n }: Matrix): Float64Array {
  const squares = new Float64Array(n);
  for (let at = 0; at < data.length; at++) squares[at % n]! += data[at]! ** 2;
  return squares.map(Math.sqrt);
}

/** The norms of the outer products. */
export const componentNorms = (factors: Factors): Float64Array =>
  factors.map(norms).reduce((products, next) => products.map((product, r) => product * next[r]!));

/** The same components times a number, with the norm of each spread evenly over its vectors. */
export function balanced(factors: Factors, scale = 1): Factors {
  const roots = componentNorms(factors).map((norm) => (norm * scale) ** (1 / factors.length));
  return factors.map((factor) => {
    const own = norms(factor);
    const ratios = roots.map((root, r) => (root > 0 ? root / own[r]! : 0));
    return { ...factor, data: factor.data.map((value, at) => value * ratios[at % factor.n]!) };
  });
}

/** The products of rows, each with each: [m · m', n] for factors [m, n] and [m', n], the rows of the last next to one another. */
export const rowProducts = (factors: Factors): Matrix<Float64Array> =>
  factors.reduce((left, right) => {
    const { n } = left;
    const data = new Float64Array(left.m * right.m * n);
    let at = 0;
    for (let i = 0; i < left.m; i++) {
      for (let j = 0; j < right.m; j++) {
        for (let k = 0; k < n; k++) data[at++] = left.data[i * n + k]! * right.data[j * n + k]!;
      }
    }
    return { data, m: left.m * right.m, n };
  });

/**
 * What is left of x, whose rows are those of two axes joined, when each is multiplied by the row of a factor of one of them and the
 * products are summed along that: along the first axis, or else the second.
 */
export function contracted(x: Matrix, factor: Matrix, first: boolean): Matrix<Float64Array> {
  const { n } = factor;
  const m = x.m / factor.m;
  const data = new Float64Array(m * n);
  for (let row = 0; row < x.m; row++) {
    const other = first ? m : factor.m;
    const [outer, inner] = [Math.floor(row / other), row % other];
    const [from, to] = first ? [outer, inner] : [inner, outer];
    for (let k = 0; k < n; k++) data[to * n + k]! += x.data[row * n + k]! * factor.data[from * n + k]!;
  }
  return { data, m, n };
}
