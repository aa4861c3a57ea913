import test from 'ava';
import fc from 'fast-check';
import { ACCUMULATE, type Kernels, TRANSPOSE_A, TRANSPOSE_B, type Window } from './kernels.ts';
import { kernelsOn, scratchBytes } from './kernels-on.ts';

/** One call of a kernel, on memory as `make` has filled it. */
interface Call {
  readonly run: (kernels: Kernels, scratch: number) => unknown;
  /** Where scratch memory begins, `scratchBytes` long; operands come after it, the last one at the end of memory. */
  readonly scratch: number;
}

const pages = 24;
const memoryBytes = pages * 2 ** 16;

const laboratories = await Promise.all([
  laboratory(new WebAssembly.Memory({ initial: pages }), 'simd'),
  laboratory(new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }), 'simd'),
  laboratory(new WebAssembly.Memory({ initial: pages }), 'typescript'),
]);

async function laboratory(memory: WebAssembly.Memory, flavour: Kernels['flavour']) {
  return { kernels: await kernelsOn(memory, { flavour }), bytes: new Uint8Array(memory.buffer) };
}

const [singles, doubles, ties] = [
  new Uint8Array(Float32Array.from({ length: memoryBytes / 4 }, arbitrary).buffer),
  new Uint8Array(Float64Array.from({ length: memoryBytes / 8 }, arbitrary).buffer),
  new Uint8Array(Float32Array.from({ length: memoryBytes / 4 }, (_, i) => Math.round(arbitrary(_, i) * 3) + 0).buffer),
];

/** Numbers from -1 to 1 without a pattern, always the same. */
function arbitrary(_: unknown, i: number): number {
  const bits = Math.imul(Math.imul(i + 1, 0x9e3779b1) ^ (i >>> 7), 0x85ebca6b);
  return (bits ^ (bits >>> 13)) / 2 ** 31;
}

/** Places arrays so that they end where memory ends, in a given order. */
function place(sizes: readonly number[], order: readonly number[], width: number): { at: number[]; scratch: number } {
  const at = sizes.map(() => 0);
  let end = memoryBytes;
  for (const i of order) {
    end -= sizes[i]! * width;
    at[i] = end;
  }
  return { at, scratch: Math.floor((end - scratchBytes) / 8) * 8 };
}

/** Throws unless all flavours return the same and leave the same bytes everywhere but in scratch memory. */
function agree(content: Uint8Array, { run, scratch }: Call): void {
  // What goes astray is hardly further off than this.
  const first = Math.max(0, scratch - 4096);
  const outcomes = laboratories.map(({ kernels, bytes }, i) => {
    bytes.set(content.subarray(first), first);
    bytes.fill(0x7f + i, scratch, scratch + scratchBytes);
    const returned = run(kernels, scratch);
    return { returned, before: bytes.subarray(first, scratch), after: bytes.subarray(scratch + scratchBytes) };
  });
  const [wanted, ...others] = outcomes;
  for (const { returned, before, after } of others) {
    if (returned !== wanted!.returned) throw new Error(`returned ${wanted!.returned} and ${returned}`);
    if (Buffer.compare(before, wanted!.before) !== 0) throw new Error('something was written before scratch memory');
    if (Buffer.compare(after, wanted!.after) !== 0) {
      const at = after.findIndex((byte, i) => byte !== wanted!.after[i]);
      throw new Error(`differ ${after.length - at} bytes from the end of memory`);
    }
  }
}

const few = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 70 }));
const depth = fc.oneof(few, fc.integer({ min: 250, max: 530 }));
const gap = fc.nat(3);
const orderOf = (count: number) =>
  fc.shuffledSubarray(
    Array.from({ length: count }, (_, i) => i),
    { minLength: count },
  );
const options = { numRuns: 70, seed: 7 };

const productCalls = (name: 'matMul' | 'matMul64') =>
  fc
    .record({ m: few, k: depth, n: few, flags: fc.nat(7), gaps: fc.tuple(gap, gap, gap), order: orderOf(3) })
    .map(({ m, k, n, flags, gaps, order }): Call => {
      const [aRows, lda] = flags & TRANSPOSE_A ? [k, m + gaps[0]] : [m, k + gaps[0]];
      const [bRows, ldb] = flags & TRANSPOSE_B ? [n, k + gaps[1]] : [k, n + gaps[1]];
      const ldc = n + gaps[2];
      const { at, scratch } = place([aRows * lda, bRows * ldb, m * ldc], order, name === 'matMul' ? 4 : 8);
      const [a = 0, b = 0, c = 0] = at;
      return { scratch, run: (kernels, free) => kernels[name](a, lda, b, ldb, c, ldc, m, k, n, flags, free) };
    });

for (const name of ['matMul', 'matMul64'] as const) {
  test(`flavours agree on every bit of ${name}, and write nothing but C`, (t) => {
    const content = name === 'matMul' ? singles : doubles;
    fc.assert(
      fc.property(productCalls(name), (call) => agree(content, call)),
      { ...options, numRuns: 120 },
    );
    t.pass();
  });
}

test('flavours agree on products of more columns than are packed at a time', (t) => {
  for (const [m, k, n, flags] of [
    [5, 40, 1100, 0],
    [9, 3, 1030, TRANSPOSE_A],
    [1, 7, 1500, 0],
    [1, 20, 1500, TRANSPOSE_B],
    [70, 20, 600, TRANSPOSE_A | TRANSPOSE_B | ACCUMULATE],
  ] as const) {
    const lda = flags & TRANSPOSE_A ? m : k;
    const ldb = flags & TRANSPOSE_B ? k : n;
    const { at, scratch } = place([m * k, k * n, m * n], [0, 1, 2], 4);
    const [a = 0, b = 0, c = 0] = at;
    const run: Call['run'] = (kernels, free) => kernels.matMul(a, lda, b, ldb, c, n, m, k, n, flags, free);
    t.notThrows(() => agree(singles, { scratch, run }));
  }
});

for (const name of ['symmetricProduct', 'symmetricProduct64'] as const) {
  test(`flavours agree on every bit of ${name}`, (t) => {
    const calls = fc
      .record({
        m: depth,
        n: few,
        flags: fc.constantFrom(0, ACCUMULATE, TRANSPOSE_B, TRANSPOSE_B | ACCUMULATE),
        gaps: fc.tuple(gap, gap),
        order: orderOf(2),
      })
      .map(({ m, n, flags, gaps, order }): Call => {
        const [rows, columns] = flags & TRANSPOSE_B ? [n, m] : [m, n];
        const [lda, ldc] = [columns + gaps[0], n + gaps[1]];
        const { at, scratch } = place([rows * lda, n * ldc], order, name === 'symmetricProduct' ? 4 : 8);
        const [a = 0, c = 0] = at;
        return { scratch, run: (kernels, free) => kernels[name](a, lda, c, ldc, m, n, flags, free) };
      });
    fc.assert(
      fc.property(calls, (call) => agree(name === 'symmetricProduct' ? singles : doubles, call)),
      options,
    );
    t.pass();
  });
}

test('flavours agree on every bit of cholesky64', (t) => {
  const calls = fc
    .record({ n: fc.oneof(few, fc.integer({ min: 60, max: 100 })), gap, rank: fc.nat(4) })
    .map((one): Call => {
      const { n } = one;
      const lda = n + one.gap;
      const m = one.rank === 0 ? n + 3 : n * one.rank;
      const { at, scratch } = place([n * lda, m * n], [0, 1], 8);
      const [a = 0, x = 0] = at;
      const run: Call['run'] = (kernels, free) => {
        kernels.symmetricProduct64(x, n, a, lda, m, n, 0, free);
        return kernels.cholesky64(a, lda, n, free);
      };
      return { scratch, run };
    });
  fc.assert(
    fc.property(calls, (call) => agree(doubles, call)),
    { ...options, numRuns: 60 },
  );
  t.pass();
});

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const windows = fc.record({
  size: pair(1, 9),
  channels: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 16, max: 37 })),
  filter: pair(1, 4),
  stride: pair(1, 3),
  dilation: pair(1, 3),
  pad: pair(0, 4),
  out: pair(1, 6),
  firstRow: fc.nat(5),
  multiplier: fc.integer({ min: 1, max: 3 }),
  order: orderOf(3),
});

const windowKernels = ['im2col', 'col2im', 'maxPoolGrad', 'depthwiseGradFilter', 'depthwiseGradInput'] as const;

for (const name of windowKernels) {
  test(`flavours agree on every bit of ${name}`, (t) => {
    const calls = windows.map((one): Call => {
      const { size, channels, filter, stride, dilation, pad, out, order } = one;
      const window: Window = [...size, channels, ...filter, ...stride, ...dilation, ...pad, out[1]];
      const pixels = size[0] * size[1];
      const taps = filter[0] * filter[1];
      const outputs = out[0] * out[1];
      const firstRow = Math.min(one.firstRow, out[0] - 1);
      const rows = out[0] - firstRow;
      const multiplier = name.startsWith('depthwise') ? one.multiplier : 1;
      const sizes =
        name.endsWith('2col') || name.startsWith('col2') ? [pixels, outputs * taps, 0] : [pixels, outputs, pixels];
      if (name.startsWith('depthwise')) sizes.splice(1, 2, outputs * multiplier, taps * multiplier);
      const placed = place(
        sizes.map((size) => size * channels),
        order,
        4,
      );
      const [x = 0, y = 0, z = 0] = placed.at;
      const run: Call['run'] = (kernels) => {
        if (name === 'im2col') kernels.im2col(x, y, firstRow, rows, ...window);
        else if (name === 'col2im') kernels.col2im(y, x, firstRow, rows, ...window);
        else if (name === 'maxPoolGrad') kernels.maxPoolGrad(x, y, z, out[0], ...window);
        else if (name === 'depthwiseGradFilter') kernels.depthwiseGradFilter(x, y, z, multiplier, out[0], ...window);
        else kernels.depthwiseGradInput(y, z, x, multiplier, out[0], ...window);
      };
      return { scratch: placed.scratch, run };
    });
    fc.assert(
      fc.property(calls, (call) => agree(name === 'maxPoolGrad' ? ties : singles, call)),
      options,
    );
    t.pass();
  });
}

const rowCalls = (vectors: number, run: (kernels: Kernels, at: number[], rows: number, width: number) => void) =>
  fc.record({ rows: few, width: few, order: orderOf(vectors + 2) }).map(({ rows, width, order }): Call => {
    const whole = rows * width;
    const { at, scratch } = place([whole, ...Array<number>(vectors).fill(width), whole], order, 4);
    return { scratch, run: (kernels) => run(kernels, at, rows, width) };
  });

for (const [name, calls] of Object.entries({
  normalizeRows: rowCalls(3, (kernels, [x = 0, mean = 0, factor = 0, offset = 0, out = 0], rows, width) =>
    kernels.normalizeRows(x, mean, factor, offset, out, rows, width),
  ),
  rectifyRows: rowCalls(1, (kernels, [x = 0, slopes = 0, out = 0], rows, width) =>
    kernels.rectifyRows(x, slopes, out, rows, width),
  ),
  clamp: rowCalls(0, (kernels, [x = 0, out = 0], rows, width) => kernels.clamp(x, out, rows * width, -0.1, 0.7)),
})) {
  test(`flavours agree on every bit of ${name}`, (t) => {
    fc.assert(
      fc.property(calls, (call) => agree(singles, call)),
      options,
    );
    t.pass();
  });
}

test('flavours agree on every bit of sumRows', (t) => {
  const calls = fc
    .record({ rows: depth, width: few, flags: fc.constantFrom(0, ACCUMULATE), order: orderOf(2) })
    .map(({ rows, width, flags, order }): Call => {
      const { at, scratch } = place([rows * width, width], order, 4);
      const [x = 0, sums = 0] = at;
      return { scratch, run: (kernels) => kernels.sumRows(x, sums, rows, width, flags) };
    });
  fc.assert(
    fc.property(calls, (call) => agree(singles, call)),
    options,
  );
  t.pass();
});

test('flavours agree on transpose', (t) => {
  const calls = fc.record({ rows: few, columns: few, order: orderOf(2) }).map(({ rows, columns, order }): Call => {
    const { at, scratch } = place([rows * columns, rows * columns], order, 4);
    const [x = 0, out = 0] = at;
    return { scratch, run: (kernels) => kernels.transpose(x, out, rows, columns) };
  });
  fc.assert(
    fc.property(calls, (call) => agree(singles, call)),
    options,
  );
  t.pass();
});
