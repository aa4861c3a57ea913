import { random } from '@tensorpress/core';
import fc from 'fast-check';
import type { Matrix } from './matrix.ts';

/** A matrix of float64 elements. */
export type Doubles = Matrix<Float64Array>;

/** A matrix from a function of row and column. */
export function matrix(m: number, n: number, element: (i: number, j: number) => number): Doubles {
  return { data: Float64Array.from({ length: m * n }, (_, at) => element(Math.floor(at / n), at % n)), m, n };
}

/** A matrix without a pattern, elements between -1 and 1. */
export function noise(m: number, n: number, seed: number): Doubles {
  const next = random(seed);
  return matrix(m, n, () => 2 * next() - 1);
}

/** The same in float32. */
export function single({ data, m, n }: Matrix): Matrix<Float32Array> {
  return { data: Float32Array.from(data), m, n };
}

export function transpose(a: Matrix): Doubles {
  return matrix(a.n, a.m, (i, j) => a.data[j * a.n + i]!);
}

/** The product, the plain way. */
export function product(a: Matrix, b: Matrix): Doubles {
  const c = matrix(a.m, b.n, () => 0);
  for (let i = 0; i < a.m; i++) {
    for (let q = 0; q < a.n; q++) {
      const x = a.data[i * a.n + q]!;
      for (let j = 0; j < b.n; j++) c.data[i * b.n + j]! += x * b.data[q * b.n + j]!;
    }
  }
  return c;
}

export function identity(n: number): Doubles {
  return matrix(n, n, (i, j) => (i === j ? 1 : 0));
}

/** U·diag(s)·Vᵀ. */
export function compose({ u, s, vt }: { u: Matrix; s: Float64Array; vt: Matrix }): Doubles {
  return product(
    matrix(u.m, u.n, (i, j) => u.data[i * u.n + j]! * s[j]!),
    vt,
  );
}

/** The Frobenius norm of a matrix, or of the difference of two; exact also where squares would vanish or overflow. */
export function distance(a: Matrix, b?: Matrix): number {
  return Math.hypot(...rowNorms(a, b));
}

function rowNorms(a: Matrix, b?: Matrix): number[] {
  return Array.from({ length: a.m }, (_, i) => {
    const row = Array.from({ length: a.n }, (_, j) => a.data[i * a.n + j]! - (b?.data[i * a.n + j] ?? 0));
    return Math.hypot(...row);
  });
}

/** The largest entry of AᵀA − I. */
export function skew(a: Matrix): number {
  const gram = product(transpose(a), a);
  return gram.data.reduce((most, value, at) => Math.max(most, Math.abs(value - (at % (a.n + 1) === 0 ? 1 : 0))), 0);
}

/** An orthonormal basis by Gram-Schmidt, twice over. */
function orthonormal(m: number, n: number, seed: number): Doubles {
  const rows = noise(n, m, seed).data;
  for (let i = 0; i < n; i++) {
    const x = rows.subarray(i * m, (i + 1) * m);
    for (let pass = 0; pass < 2; pass++) {
      for (let q = 0; q < i; q++) {
        let dot = 0;
        for (let j = 0; j < m; j++) dot += x[j]! * rows[q * m + j]!;
        for (let j = 0; j < m; j++) x[j] = x[j]! - dot * rows[q * m + j]!;
      }
      const norm = Math.hypot(...x);
      for (let j = 0; j < m; j++) x[j] = x[j]! / norm;
    }
  }
  return transpose({ data: rows, m: n, n: m });
}

/** A matrix [m, n] with given singular values. */
export function withSpectrum(m: number, n: number, s: Float64Array, seed = 1): Doubles {
  return compose({ u: orthonormal(m, s.length, seed), s, vt: transpose(orthonormal(n, s.length, seed + 1)) });
}

/** Matrices of many kinds: arbitrary, of low rank, of equal rows, zero, constant, and badly scaled in several ways. */
export function matrices(most: number): fc.Arbitrary<Doubles> {
  return fc
    .record({
      m: fc.integer({ min: 1, max: most }),
      n: fc.integer({ min: 1, max: most }),
      seed: fc.nat(),
      rank: fc.integer({ min: 1, max: 4 }),
      kind: fc.constantFrom('noise', 'low', 'rows', 'zero', 'constant', 'tiny', 'huge', 'graded', 'signs', 'diagonal'),
    })
    .map(({ m, n, seed, rank, kind }) => {
      const a = noise(m, n, seed);
      switch (kind) {
        case 'low':
          return product(noise(m, rank, seed), noise(rank, n, seed + 1));
        case 'rows':
          return matrix(m, n, (i, j) => a.data[(i % rank) * n + j] ?? 0);
        case 'zero':
          return matrix(m, n, () => 0);
        case 'constant':
          return matrix(m, n, () => rank);
        case 'tiny':
          return matrix(m, n, (i, j) => a.data[i * n + j]! * 1e-290);
        case 'huge':
          return matrix(m, n, (i, j) => a.data[i * n + j]! * 1e290);
        case 'graded':
          return matrix(m, n, (i, j) => a.data[i * n + j]! * 10 ** (-i / 2 - j));
        case 'signs':
          return matrix(m, n, (i, j) => Math.round(a.data[i * n + j]!));
        case 'diagonal':
          return matrix(m, n, (i, j) => (i === j ? ((seed >> (i % 8)) & 3) - 1 : 0));
        default:
          return a;
      }
    });
}
