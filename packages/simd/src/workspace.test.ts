import test from 'ava';
import fc from 'fast-check';
import { createWorkspace } from './workspace.ts';

const workspace = await createWorkspace();
const plain = await createWorkspace({ flavour: 'typescript' });

const wave = (length: number, frequency: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin((i + 1) * frequency));

test('arguments stay as they are, results are arrays of their own', (t) => {
  const a = Float32Array.of(1, 2, 3, 4);
  const product = workspace.matMul(a, a, { m: 2, k: 2, n: 2 });
  const again = workspace.matMul(a, a, { m: 2, k: 2, n: 2, transposeB: true });
  t.deepEqual([...a], [1, 2, 3, 4]);
  t.deepEqual([...product], [7, 10, 15, 22]);
  t.deepEqual([...again], [5, 11, 11, 25]);
  t.not(product.buffer, again.buffer);
  t.is(product.buffer.byteLength, 16);
});

test('products in blocks have the bits of products at once', (t) => {
  for (const [m, k, n, transposeA, transposeB] of [
    [1600, 3, 2, false, false],
    [2, 3, 1600, false, true],
    [3, 3200, 2, true, false],
    [1540, 1540, 2, true, true],
  ] as const) {
    const a = wave(m * k, 1.7);
    const b = wave(k * n, 2.9);
    const c = workspace.matMul(a, b, { m, k, n, transposeA, transposeB });
    // The kernels in TypeScript are called for a row of the result at a time.
    const rows = [0, 1, m - 1];
    for (const i of rows) {
      const row = Float32Array.from({ length: k }, (_, p) => a[transposeA ? p * m + i : i * k + p]!);
      const wanted = plain.matMul(row, b, { m: 1, k, n, transposeB });
      t.deepEqual(c.slice(i * n, (i + 1) * n), wanted);
    }
  }
});

test('a product of a matrix with itself in blocks is the symmetric product', (t) => {
  const [m, n] = [3, 1600];
  const a = wave(m * n, 0.37);
  const c = workspace.symmetricProduct(a, { m, n });
  const product = workspace.matMul(a, a, { m: n, k: m, n, transposeA: true });
  t.true(c.every((value, i) => value === product[i]));
  const long = wave(3200 * 2, 0.71);
  const sums = workspace.symmetricProduct(long, { m: 3200, n: 2 });
  t.deepEqual(sums, plain.matMul(long, long, { m: 2, k: 3200, n: 2, transposeA: true }));
});

test('memory is not taken anew for every call', (t) => {
  const { Memory } = WebAssembly;
  let made = 0;
  let pages = 0;
  const grow = Memory.prototype.grow;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      made++;
    }
  };
  Memory.prototype.grow = function (delta) {
    pages += delta;
    return grow.call(this, delta);
  };
  try {
    const a = wave(300 * 300, 3.1);
    for (let i = 0; i < 50; i++) workspace.matMul(a, a, { m: 300, k: 300, n: 300 });
    const values = wave(3_000_000, 0.1);
    for (let i = 0; i < 5; i++) workspace.countBoundaries(values, Float32Array.of(0));
    const tall = new Float64Array(20_000 * 90);
    for (let i = 0; i < 3; i++) workspace.symmetricProduct(tall, { m: 20_000, n: 90 });
    t.is(made, 0);
    t.true(pages < 1000, `grown by ${pages} pages`);
  } finally {
    WebAssembly.Memory = Memory;
    Memory.prototype.grow = grow;
  }
});

test('boundaries are counted as in a sorted list, NaN above none', (t) => {
  const special = [Number.NaN, 0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const value = fc.oneof(fc.float({ noNaN: true }), fc.integer({ min: -9, max: 9 }), fc.constantFrom(...special));
  const spread = fc.constantFrom(1, 8, 0.01);
  const boundaries = fc
    .oneof(
      fc.array(fc.float({ noNaN: true }), { maxLength: 255 }),
      fc
        .tuple(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 33, maxLength: 255 }), spread)
        .map(([list, power]) => list.map((x) => Math.sign(x) * Math.abs(x) ** power)),
      fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 255 }),
    )
    .map((list) => Float32Array.from(list).sort());
  const law = fc.property(fc.array(value, { maxLength: 70 }), boundaries, (list, sorted) => {
    const values = Float32Array.from([...list, ...sorted]);
    const wanted = values.map((x) => sorted.filter((boundary) => x >= boundary).length);
    const counts = [workspace, plain].map((one) => one.countBoundaries(values, sorted));
    return counts.every((indices) => indices.every((index, i) => index === wanted[i]));
  });
  t.notThrows(() => fc.assert(law, { numRuns: 300, seed: 2 }));
});

test('boundaries of many values are counted in slices', (t) => {
  const values = wave(2 ** 20 + 5, 0.7);
  const indices = workspace.countBoundaries(values, Float32Array.of(-0.5, 0, 0.5));
  t.true(values.every((value, i) => indices[i] === +(value >= -0.5) + +(value >= 0) + +(value >= 0.5)));
});

test('what does not fit its shape, or cannot be done, is refused', (t) => {
  const four = new Float32Array(4);
  const cases: [RegExp, () => unknown][] = [
    [/^matMul: a must have 6 elements, not 4$/, () => workspace.matMul(four, four, { m: 2, k: 3, n: 2 })],
    [/^matMul: b must have 2 elements, not 4$/, () => workspace.matMul(four, four, { m: 2, k: 2, n: 1 })],
    [/^symmetricProduct: a must have 2 elements, not 4$/, () => workspace.symmetricProduct(four, { m: 2, n: 1 })],
    [/^cholesky: a must have 9 elements, not 4$/, () => workspace.cholesky(new Float64Array(4), 3)],
    [/^cholesky: pivots must be above zero, not pivot 1$/, () => workspace.cholesky(Float64Array.of(1, 1, 1, 1), 2)],
    [/^countBoundaries: boundaries must be at most 255, not 256$/, () => workspace.countBoundaries(four, wave(256, 1))],
  ];
  for (const [message, run] of cases) t.throws(run, { instanceOf: RangeError, message });
});
