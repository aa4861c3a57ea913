import type { Ops } from '@tensorpress/core';
import { coreSize, type Layout, type TensorTrainHeader } from './layout.ts';
import { type Core, merge, mergesOf } from './merge.ts';

/**
 * The cores of a train.
 * @throws what `reshape` throws if there are more numbers, or fewer.
 */
export function splitCores<T>(ops: Ops<T>, cores: T, { cores: shapes }: Layout): Core<T>[] {
  const flat = ops.reshape(cores, [shapes.reduce((total, shape) => total + coreSize(shape), 0)]);
  let at = 0;
  return shapes.map((shape) => {
    const from = at;
    at += coreSize(shape);
    return { ...shape, value: ops.slice(flat, [from], [at - from]) };
  });
}

/** The tensor that cores make up, without what it was padded with. */
export function rebuild<T>(
  ops: Ops<T>,
  cores: readonly Core<T>[],
  header: TensorTrainHeader,
  layout: Layout,
  shape: readonly number[],
): T {
  const { window, m, n, rows, columns } = layout;
  const { value } = merge(ops, cores, mergesOf(header), 0, cores.length);
  if (rows === m && columns === n) return ops.reshape(value, [...shape]);
  const padded = ops.reshape(value, [window, rows, columns]);
  return ops.reshape(ops.slice(padded, [0, 0, 0], [window, m, n]), [...shape]);
}

/** Two kernels, one for the rows and one for the columns, where the cores of all rows come before those of all columns. */
export function factorsOf<T>(
  ops: Ops<T>,
  cores: readonly Core<T>[],
  header: TensorTrainHeader,
  { m, n, rows, columns }: Layout,
  shape: readonly number[],
): readonly [T, T] | undefined {
  const at = header.outputs.findIndex((size) => size > 1);
  if (at <= 0 || header.inputs.slice(at).some((size) => size > 1) || rows > m || columns > n) return undefined;
  const merges = mergesOf(header);
  const left = merge(ops, cores, merges, 0, at);
  const right = merge(ops, cores, merges, at, cores.length);
  const window = shape.slice(0, -2);
  return [
    ops.reshape(left.value, [...window, m, left.right]),
    ops.reshape(right.value, [...window.map(() => 1), right.left, n]),
  ];
}
