import type { Matrix } from '@tensorpress/linalg';

/** The transpose of a matrix, in float64. */
export function transposed({ data, m, n }: Matrix): Matrix<Float64Array> {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = data[i * n + j]!;
  return { data: out, m: n, n: m };
}
