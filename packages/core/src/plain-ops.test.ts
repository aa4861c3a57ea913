import test from 'ava';
import fc from 'fast-check';
import './_arbitraries.test.ts';
import { plainOps } from './plain-ops.ts';
import { sizeOf, type Tensor } from './tensor.ts';

const of = (shape: number[], seed = 1): Tensor => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.round(100 * Math.sin(seed * (i + 1)))),
});
const indices = (shape: number[], values: number[]): Tensor => ({ dtype: 'i32', shape, data: Int32Array.from(values) });

/** A tensor made entry by entry, which is what every operation says of itself. */
function built(shape: number[], entry: (...at: number[]) => number): Tensor {
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) {
    let rest = i;
    const at = shape.map((_, axis) => {
      const stride = sizeOf(shape.slice(axis + 1));
      const index = Math.floor(rest / stride);
      rest %= stride;
      return index;
    });
    data[i] = entry(...at);
  }
  return { dtype: 'f32', shape, data };
}

const at = ({ shape, data }: Tensor, index: readonly number[]): number =>
  data[index.reduce((sum, i, axis) => sum + i * sizeOf(shape.slice(axis + 1)), 0)]!;

const anySize = fc.integer({ min: 0, max: 5 });
const anyShape = fc.array(anySize, { maxLength: 4 });

test('matMul is the sum of products, transposed or not, of each pair of matrices', (t) => {
  const axes = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 });
  fc.assert(
    fc.property(
      axes,
      anySize,
      anySize,
      anySize,
      fc.boolean(),
      fc.boolean(),
      (axes, m, k, n, transposeA, transposeB) => {
        const a = of([...axes, ...(transposeA ? [k, m] : [m, k])], 1);
        const b = of([...axes, ...(transposeB ? [n, k] : [k, n])], 2);
        const expected = built([...axes, m, n], (...index) => {
          const pair = index.slice(0, -2);
          const [i = 0, j = 0] = index.slice(-2);
          let sum = 0;
          for (let l = 0; l < k; l++)
            sum +=
              at(a, [...pair, ...(transposeA ? [l, i] : [i, l])]) * at(b, [...pair, ...(transposeB ? [j, l] : [l, j])]);
          return sum;
        });
        t.deepEqual(plainOps.matMul(a, b, transposeA, transposeB), expected);
      },
    ),
  );
});

test('add, sub and mul broadcast either side along any axis', (t) => {
  fc.assert(
    fc.property(
      anyShape,
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.nat(4),
      fc.boolean(),
      (shape, ones, drop, swap) => {
        const narrow = shape.map((n, axis) => (ones[axis] ? 1 : n)).slice(Math.min(drop, shape.length));
        const [a, b] = swap ? [of(narrow, 1), of(shape, 2)] : [of(shape, 1), of(narrow, 2)];
        const entry = (x: Tensor, index: number[]) => {
          const own = index.slice(index.length - x.shape.length);
          return at(
            x,
            own.map((i, axis) => (x.shape[axis] === 1 ? 0 : i)),
          );
        };
        t.deepEqual(
          plainOps.add(a, b),
          built(shape, (...index) => entry(a, index) + entry(b, index)),
        );
        t.deepEqual(
          plainOps.sub(a, b),
          built(shape, (...index) => entry(a, index) - entry(b, index)),
        );
        t.deepEqual(
          plainOps.mul(a, b),
          built(shape, (...index) => entry(a, index) * entry(b, index)),
        );
      },
    ),
  );
});

test('transpose moves axes, and reverses them if it is not told how', (t) => {
  fc.assert(
    fc.property(
      anyShape.chain((shape) =>
        fc.tuple(
          fc.constant(shape),
          fc.shuffledSubarray(
            shape.map((_, axis) => axis),
            { minLength: shape.length },
          ),
        ),
      ),
      ([shape, perm]) => {
        const x = of(shape);
        const moved = (order: number[]) =>
          built(
            order.map((axis) => shape[axis]!),
            (...index) =>
              at(
                x,
                shape.map((_, axis) => index[order.indexOf(axis)]!),
              ),
          );
        t.deepEqual(plainOps.transpose(x, perm), moved(perm));
        t.deepEqual(plainOps.transpose(x), moved(shape.map((_, axis) => shape.length - 1 - axis)));
      },
    ),
  );
});

test('gather takes entries along an axis, in the shape of its indices', (t) => {
  fc.assert(
    fc.property(
      fc
        .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 })
        .chain((shape) =>
          fc
            .nat(shape.length - 1)
            .chain((axis) =>
              fc
                .array(anySize, { maxLength: 2 })
                .chain((own) =>
                  fc.tuple(
                    fc.constant(shape),
                    fc.constant(axis),
                    fc.constant(own),
                    fc.array(fc.nat(shape[axis]! - 1), { minLength: sizeOf(own), maxLength: sizeOf(own) }),
                  ),
                ),
            ),
        ),
      ([shape, axis, own, values]) => {
        const x = of(shape);
        const which = indices(own, values);
        const expected = built([...shape.slice(0, axis), ...own, ...shape.slice(axis + 1)], (...index) => {
          const inner = index.slice(axis, axis + own.length);
          return at(x, [...index.slice(0, axis), at(which, inner), ...index.slice(axis + own.length)]);
        });
        t.deepEqual(plainOps.gather(x, which, axis), expected);
        if (axis === 0) t.deepEqual(plainOps.gather(x, which), expected);
      },
    ),
  );
});

test('slice takes a block, and concat puts blocks together again', (t) => {
  fc.assert(
    fc.property(
      fc
        .array(anySize, { minLength: 1, maxLength: 4 })
        .chain((shape) =>
          fc.tuple(
            fc.constant(shape),
            fc.nat(shape.length - 1),
            fc.tuple(...shape.map((n) => fc.nat(n))),
            fc.array(fc.nat(5), { minLength: 4, maxLength: 4 }),
          ),
        ),
      ([shape, axis, begin, lengths]) => {
        const x = of(shape);
        const size = shape.map((n, i) => Math.min(lengths[i]!, n - begin[i]!));
        t.deepEqual(
          plainOps.slice(x, begin, size),
          built(size, (...index) =>
            at(
              x,
              index.map((i, k) => i + begin[k]!),
            ),
          ),
        );
        const half = begin[axis]!;
        const pieces = [
          [0, half],
          [half, shape[axis]! - half],
        ].map(([from, length]) =>
          plainOps.slice(
            x,
            shape.map((_, k) => (k === axis ? from! : 0)),
            shape.map((n, k) => (k === axis ? length! : n)),
          ),
        );
        t.deepEqual(plainOps.concat(pieces, axis), x);
        if (axis === 0) t.deepEqual(plainOps.concat(pieces), x);
      },
    ),
  );
});

test('tensor and reshape keep the values in their order', (t) => {
  t.deepEqual(plainOps.tensor(Float32Array.of(1, 2, 3, 4), [2, 2], 'float32'), {
    dtype: 'f32',
    shape: [2, 2],
    data: Float32Array.of(1, 2, 3, 4),
  });
  t.deepEqual(plainOps.tensor(Int32Array.of(1, -2), [2], 'int32'), {
    dtype: 'i32',
    shape: [2],
    data: Int32Array.of(1, -2),
  });
  t.deepEqual(plainOps.reshape(of([2, 3]), [3, 2, 1]), { ...of([6]), shape: [3, 2, 1] });
});

test('no operation changes what it is given', (t) => {
  const x = of([3, 4]);
  const before = Float32Array.from(x.data);
  for (const y of [
    plainOps.add(x, x),
    plainOps.transpose(x),
    plainOps.slice(x, [0, 0], [3, 4]),
    plainOps.concat([x]),
    plainOps.tensor(before, [12], 'float32'),
  ]) {
    y.data.fill(7);
  }
  t.deepEqual(x.data, before);
});

test('shapes that do not fit and indices out of range are refused', (t) => {
  const wrong: (() => Tensor)[] = [
    () => plainOps.tensor(Float32Array.of(1), [2], 'float32'),
    () => plainOps.add(of([2, 3]), of([3, 2])),
    () => plainOps.add(of([2]), of([0])),
    () => plainOps.matMul(of([2, 3]), of([2, 3])),
    () => plainOps.matMul(of([2]), of([2, 3])),
    () => plainOps.matMul(of([2]), of([0, 3])),
    () => plainOps.matMul(of([2, 3]), of([3])),
    () => plainOps.matMul(of([2, 2, 3]), of([3, 3, 2])),
    () => plainOps.matMul(of([1, 2, 3]), of([3, 2])),
    () => plainOps.reshape(of([2, 3]), [5]),
    () => plainOps.reshape(of([2, 3]), [-1]),
    () => plainOps.transpose(of([2, 3]), [0]),
    () => plainOps.transpose(of([2, 3]), [0, 0]),
    () => plainOps.transpose(of([2, 3]), [0, 2]),
    () => plainOps.gather(of([2, 3]), indices([1], [2])),
    () => plainOps.gather(of([2, 3]), indices([1], [-1])),
    () => plainOps.gather(of([2, 3]), indices([1], [0]), 2),
    () => plainOps.slice(of([2, 3]), [0, 0], [3, 3]),
    () => plainOps.slice(of([2, 3]), [-1, 0], [1, 1]),
    () => plainOps.slice(of([2, 3]), [0, 0], [2, -1]),
    () => plainOps.slice(of([2, 3]), [0], [2]),
    () => plainOps.concat([of([2, 3]), of([2, 2])]),
    () => plainOps.concat([of([1, 2, 3]), of([1, 3, 2])]),
    () => plainOps.concat([of([2, 3]), of([2, 3])], 2),
  ];
  for (const run of wrong) t.throws(run, { instanceOf: RangeError }, String(run));
});
