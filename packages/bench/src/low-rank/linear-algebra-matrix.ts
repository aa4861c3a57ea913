import { random } from '@tensorpress/core';
import type { Matrix } from '@tensorpress/linalg';

/** Rounds of rotations of each side; after log₂ of the size every row depends on every other. */
const ROUNDS = 16;

/** A float32 matrix [m, n], m ≤ n, with known singular values: rows and columns of a diagonal one, rotated in random pairs again and again. */
export function withSpectrum(m: number, n: number, s: (i: number) => number): Matrix<Float32Array> {
  const next = random(1);
  const a = new Float64Array(m * n);
  for (let i = 0; i < m; i++) a[i * n + i] = s(i);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { p, q, c, d } of rotations(m, next)) {
      for (let x = p * n, y = q * n, end = x + n; x < end; x++, y++) rotate(a, x, y, c, d);
    }
    const ofColumns = rotations(n, next);
    for (let row = 0; row < a.length; row += n) {
      for (const { p, q, c, d } of ofColumns) rotate(a, row + p, row + q, c, d);
    }
  }
  return { data: Float32Array.from(a), m, n };
}

function rotate(a: Float64Array, x: number, y: number, c: number, d: number): void {
  const [u, v] = [a[x]!, a[y]!];
  a[x] = c * u + d * v;
  a[y] = c * v - d * u;
}

/** Disjoint pairs of random indices, each with a random angle. */
function rotations(size: number, next: () => number): { p: number; q: number; c: number; d: number }[] {
  const order = Array.from({ length: size }, (_, i) => ({ i, key: next() })).sort((a, b) => a.key - b.key);
  return Array.from({ length: size >> 1 }, (_, i) => {
    const angle = 2 * Math.PI * next();
    return { p: order[2 * i]!.i, q: order[2 * i + 1]!.i, c: Math.cos(angle), d: Math.sin(angle) };
  });
}
