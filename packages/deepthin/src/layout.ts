import { CodecError, sidesOf } from '@tensorpress/core';

/** The rank of the auxiliary matrix, and how many columns it has. */
export type DeepthinHeader = { readonly rank: number; readonly width: number };

/**
 * How a weight W [m, n] lies in an auxiliary matrix [p, q] of rank r: column by column in W, row by row in that. After
 * `columns` columns of W, which are `rows` rows there, columns begin at the same places of rows again.
 */
export interface Layout {
  readonly m: number;
  readonly n: number;
  readonly p: number;
  readonly q: number;
  readonly rank: number;
  /** The greatest common divisor of m and q. */
  readonly g: number;
  /** m / g: in rows of the auxiliary matrix, a period; in runs of g numbers, a column of W. */
  readonly rows: number;
  /** q / g: in columns of W, a period; in runs of g numbers, a row of the auxiliary matrix. */
  readonly columns: number;
}

/** How a weight [m, n] lies in a matrix of so many columns. */
export function layoutOf(m: number, n: number, width: number, rank: number): Layout {
  const g = divisorOf(m, width);
  return { m, n, p: Math.ceil((m * n) / width), q: width, rank, g, rows: m / g, columns: width / g };
}

/**
 * How a tensor of such a shape lies in the matrix that a header tells of.
 * @throws CodecError if `deepthin` writes no such header for the shape.
 */
export function layoutFrom(shape: readonly number[], { rank, width }: DeepthinHeader): Layout {
  const [m, n] = sidesOf(shape);
  if (shape.length < 2 || m * n === 0) throw new CodecError(`deepthin: a shape must have columns, not [${shape}]`);
  for (const [name, value] of Object.entries({ rank, width })) {
    if (Number.isSafeInteger(value) && value > 0 && value <= m * n) continue;
    throw new CodecError(`deepthin: ${name} must be an integer from 1 to ${m * n}, not ${JSON.stringify(value)}`);
  }
  return layoutOf(m, n, width, rank);
}

/** Numbers of both factors. */
export const parametersOf = ({ p, q, rank }: Layout): number => rank * (p + q);

/**
 * The rank that a weight of such a layout has, but for factors of a set of measure zero. Within a period, each pair of a row of the
 * auxiliary matrix and a column of W that share numbers adds that of the auxiliary matrix, and there are rows + columns − 1 of them.
 */
export const rankOf = ({ m, n, rows, columns, ...layout }: Layout, rank: number = layout.rank): number =>
  Math.min(m, n, rank * (rows + columns - 1));

/** The greatest common divisor. */
function divisorOf(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
