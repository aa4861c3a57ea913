import { setFlagsFromString } from 'node:v8';
import test from 'ava';
import fc from 'fast-check';
import { createWorkspace, type ProductShape, type Workspace } from './workspace.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd');

const workspace = await createWorkspace();
const relaxed = await createWorkspace({ flavour: 'relaxed-simd' });

type Floats = Float32Array | Float64Array;

/** op(A)·op(B) in float64, the sum of each entry's absolute terms beside it. */
function reference(a: Floats, b: Floats, m: number, k: number, n: number, transposeA: boolean, transposeB: boolean) {
  return Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    let size = 0;
    for (let p = 0; p < k; p++) {
      const term = a[transposeA ? p * m + i : i * k + p]! * b[transposeB ? j * k + p : p * n + j]!;
      sum += term;
      size += Math.abs(term);
    }
    return { sum, size };
  });
}

const size = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 60 }));
const shapes = fc.record({ m: size, k: size, n: size, transposeA: fc.boolean(), transposeB: fc.boolean() });
const options = { numRuns: 100, seed: 3 };

interface Kind<T extends Floats> {
  readonly name: string;
  readonly precision: number;
  readonly from: (list: readonly number[]) => T;
  readonly multiply: (kernels: Workspace, a: T, b: T, shape: ProductShape) => T;
  readonly square: (a: T, shape: { m: number; n: number }) => T;
}

function laws<T extends Floats>({ name, precision, from, multiply, square }: Kind<T>): void {
  const random = (length: number, seed: number): T =>
    from(Array.from({ length }, (_, i) => (Math.sin((i + 1) * 12.9898 + seed) * 43758.5453) % 3));

  for (const kernels of [workspace, relaxed]) {
    test(`${name} products, ${kernels.flavour}, differ from exact ones by no more than the rounding of sums`, (t) => {
      const law = fc.property(shapes, ({ m, k, n, transposeA, transposeB }) => {
        const [a, b] = [random(m * k, 1), random(k * n, 2)];
        const c = multiply(kernels, a, b, { m, k, n, transposeA, transposeB });
        return reference(a, b, m, k, n, transposeA, transposeB).every(
          ({ sum, size }, at) => Math.abs(c[at]! - sum) <= 2 * (k + 1) * precision * size,
        );
      });
      t.notThrows(() => fc.assert(law, options));
    });
  }

  test(`${name} products of a matrix with itself are the bits of the product`, (t) => {
    const law = fc.property(fc.integer({ min: 0, max: 300 }), size, (m, n) => {
      const a = random(m * n, 4);
      const product = multiply(workspace, a, a, { m: n, k: m, n, transposeA: true });
      return square(a, { m, n }).every((value, i) => value === product[i]);
    });
    t.notThrows(() => fc.assert(law, options));
  });
}

laws({
  name: 'float32',
  precision: 2 ** -24,
  from: (list): Float32Array => Float32Array.from(list),
  multiply: (kernels, a, b, shape) => kernels.matMul(a, b, shape),
  square: (a, shape) => workspace.symmetricProduct(a, shape),
});

laws({
  name: 'float64',
  precision: 2 ** -53,
  from: (list): Float64Array => Float64Array.from(list),
  multiply: (kernels, a, b, shape) => kernels.matMul(a, b, shape),
  square: (a, shape) => workspace.symmetricProduct(a, shape),
});

test('a Cholesky factor is lower triangular with a positive diagonal, and gives its matrix back', (t) => {
  const law = fc.property(fc.integer({ min: 1, max: 80 }), (n) => {
    const x = Float64Array.from({ length: 2 * n * n }, (_, i) => (Math.sin((i + 1) * 78.233) * 43758.5453) % 1);
    const a = workspace.symmetricProduct(x, { m: 2 * n, n });
    const l = workspace.cholesky(a, n);
    const back = workspace.matMul(l, l, { m: n, k: n, n, transposeB: true });
    return (
      back.every((value, i) => Math.abs(value - a[i]!) <= 1e-13 * n) &&
      l.every((value, i) => (i % n > Math.floor(i / n) ? value === 0 : i % n < Math.floor(i / n) || value > 0))
    );
  });
  t.notThrows(() => fc.assert(law, { numRuns: 40, seed: 5 }));
});
