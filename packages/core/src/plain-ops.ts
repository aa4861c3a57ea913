import type { Ops } from './ops.ts';
import { isOf, sizeOf, type Tensor } from './tensor.ts';

/**
 * `Ops` on typed arrays, for decoding where no TensorFlow.js is loaded. Results are f32; i32 tensors serve as indices only.
 * @throws RangeError where shapes do not fit or an index is out of range.
 */
export const plainOps: Ops<Tensor> = {
  tensor: (values, shape, dtype) => {
    if (values.length !== sizeOf(shape)) throw misfit('tensor', [values.length], shape);
    return dtype === 'float32'
      ? f32(new Float32Array(values), shape)
      : { dtype: 'i32', shape, data: new Int32Array(values) };
  },
  add: (a, b) => broadcast(a, b, (x, y) => x + y),
  sub: (a, b) => broadcast(a, b, (x, y) => x - y),
  mul: (a, b) => broadcast(a, b, (x, y) => x * y),
  matMul(a, b, transposeA = false, transposeB = false) {
    const left = transposeA ? lastSwapped(a) : a;
    const right = transposeB ? lastSwapped(b) : b;
    const axes = left.shape.slice(0, -2);
    const [m = 0, k = -1] = left.shape.slice(-2);
    const [rows, n] = right.shape.slice(-2);
    if (n === undefined || k !== rows || `${axes}` !== `${right.shape.slice(0, -2)}`)
      throw misfit('matMul', left.shape, right.shape);
    const count = sizeOf(axes) * m;
    const data = new Float32Array(count * n);
    const row = new Float64Array(n);
    for (let i = 0; i < count; i++) {
      const first = Math.floor(i / m) * k;
      row.fill(0);
      for (let j = 0; j < k; j++) {
        const factor = left.data[i * k + j]!;
        for (let l = 0; l < n; l++) row[l]! += factor * right.data[(first + j) * n + l]!;
      }
      data.set(row, i * n);
    }
    return f32(data, [...axes, m, n]);
  },
  reshape: (x, shape) => {
    if (sizeOf(shape) !== sizeOf(x.shape)) throw misfit('reshape', x.shape, shape);
    return { ...x, shape };
  },
  transpose(x, perm = x.shape.map((_, axis) => axis).reverse()) {
    const strides = stridesOf(x.shape);
    if (perm.length !== x.shape.length || !strides.every((_, axis) => perm.includes(axis)))
      throw misfit('transpose', x.shape, perm);
    return strided(
      x,
      0,
      perm.map((axis) => x.shape[axis]!),
      perm.map((axis) => strides[axis]!),
    );
  },
  gather(x, indices, axis = 0) {
    const [outer, size, inner] = around(x.shape, axis);
    const { length } = indices.data;
    const data = new Float32Array(outer * length * inner);
    let at = 0;
    for (let i = 0; i < outer; i++) {
      for (let j = 0; j < length; j++) {
        const index = indices.data[j]!;
        if (!(index >= 0 && index < size)) throw new RangeError(`gather: index ${index} is not below ${size}`);
        const from = (i * size + index) * inner;
        if (inner === 1) data[at] = x.data[from]!;
        else data.set(x.data.subarray(from, from + inner), at);
        at += inner;
      }
    }
    return f32(data, [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]);
  },
  slice(x, begin, size) {
    const strides = stridesOf(x.shape);
    const fits = x.shape.every((n, axis) => begin[axis]! >= 0 && size[axis]! >= 0 && begin[axis]! + size[axis]! <= n);
    if (!fits) throw misfit('slice', x.shape, size);
    return strided(
      x,
      strides.reduce((from, stride, axis) => from + begin[axis]! * stride, 0),
      size,
      strides,
    );
  },
  concat(xs, axis = 0) {
    const shape = [...(xs[0]?.shape ?? [])];
    shape[axis] = xs.reduce((sum, x) => sum + x.shape[axis]!, 0);
    const [outer, total, inner] = around(shape, axis);
    const data = new Float32Array(outer * total * inner);
    let at = 0;
    for (const x of xs) {
      const run = x.shape[axis]! * inner;
      if (shape.length !== x.shape.length || !shape.every((n, k) => k === axis || n === x.shape[k]))
        throw misfit('concat', x.shape, shape);
      for (let i = 0; i < outer; i++) data.set(x.data.subarray(i * run, (i + 1) * run), i * total * inner + at);
      at += run;
    }
    return f32(data, shape);
  },
  apply: (operation, ...inputs) =>
    operation.forward(
      ...inputs.map((input) => {
        if (!isOf(input, 'f32')) throw new RangeError(`apply: inputs must be f32, not ${input.dtype}`);
        return input;
      }),
    ),
};

const f32 = (data: Float32Array, shape: readonly number[]): Tensor => ({ dtype: 'f32', shape, data });

const misfit = (op: string, a: readonly number[], b: readonly number[]) =>
  new RangeError(`${op}: the shapes [${a}] and [${b}] do not fit`);

/** With its last two axes swapped. */
const lastSwapped = (x: Tensor): Tensor =>
  plainOps.transpose(
    x,
    x.shape.map((_, axis, { length }) => (axis < length - 2 ? axis : 2 * length - 3 - axis)),
  );

const stridesOf = (shape: readonly number[]): number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));

/** Elements before, along and after an axis. */
const around = (shape: readonly number[], axis: number): [outer: number, size: number, inner: number] => [
  sizeOf(shape.slice(0, axis)),
  shape[axis]!,
  sizeOf(shape.slice(axis + 1)),
];

/** A view of a tensor made whole: element (i, j, …) is the one at from + i × strides[0] + j × strides[1] … */
function strided(x: Tensor, from: number, shape: readonly number[], strides: readonly number[]): Tensor {
  const data = new Float32Array(sizeOf(shape));
  let at = 0;
  const copy = (axis: number, offset: number): void => {
    const [size = 1, stride = 0] = [shape[axis], strides[axis]];
    for (let i = 0; i < size; i++) {
      if (axis < shape.length - 1) copy(axis + 1, offset + i * stride);
      else data[at++] = x.data[offset + i * stride]!;
    }
  };
  copy(0, from);
  return f32(data, shape);
}

function broadcast(a: Tensor, b: Tensor, f: (x: number, y: number) => number): Tensor {
  const rank = Math.max(a.shape.length, b.shape.length);
  const [m, n] = [a, b].map(({ shape }) => [...new Array<number>(rank - shape.length).fill(1), ...shape]) as [
    number[],
    number[],
  ];
  const shape = m.map((size, axis) => (size === 1 ? n[axis]! : size));
  if (!shape.every((size, axis) => n[axis] === size || n[axis] === 1)) throw misfit('broadcast', a.shape, b.shape);
  const whole = (x: Tensor, own: number[]) =>
    own.every((size, axis) => size === shape[axis])
      ? x
      : strided(
          x,
          0,
          shape,
          stridesOf(own).map((stride, axis) => (own[axis] === 1 ? 0 : stride)),
        );
  const [left, right] = [whole(a, m), whole(b, n)];
  const data = new Float32Array(left.data.length);
  for (let i = 0; i < data.length; i++) data[i] = f(left.data[i]!, right.data[i]!);
  return f32(data, shape);
}
