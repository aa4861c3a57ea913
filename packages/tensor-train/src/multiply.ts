import { memoise, type Ops, type Product } from '@tensorpress/core';
import type { Layout, TensorTrainHeader } from './layout.ts';
import { type Core, merge, mergesOf } from './merge.ts';
import { type ProductPlan, productPlan } from './product-plan.ts';

/** What is known of multiplying so many rows by a train. */
interface Way {
  readonly plan: ProductPlan;
  /** The columns that x lacks, as constants must be the same objects at each call. */
  readonly padding: Float32Array;
}

/** The ways to multiply by a train, by its header. */
const waysOf = memoise((_: TensorTrainHeader) => new Map<string, Way>());

function wayFor(header: TensorTrainHeader, { m, rows }: Layout, batch: number): Way {
  const known = waysOf(header);
  const key = `${m} ${batch}`;
  const way = known.get(key) ?? { plan: productPlan(header, batch), padding: new Float32Array(batch * (rows - m)) };
  // Batches of many sizes would fill the memory.
  if (known.size >= 8) known.clear();
  known.set(key, way);
  return way;
}

/** What multiplies x [batch, m] by the matrix [m, n] of such cores, without building that where it takes less work. */
export function multiplier<T>(
  ops: Ops<T>,
  cores: readonly Core<T>[],
  header: TensorTrainHeader,
  layout: Layout,
): Product<T> {
  const { m, n, rows, columns } = layout;
  return (batch) => {
    const { plan, padding } = wayFor(header, layout, batch);
    const multiply = multiplyBy(ops, cores, header, batch, plan);
    const pad = rows > m ? ops.tensor(padding, [batch, rows - m], 'float32') : undefined;
    return (x) => {
      const product = multiply(pad === undefined ? x : ops.concat([x, pad], 1));
      return columns > n ? ops.slice(product, [0, 0], [batch, n]) : product;
    };
  };
}

/** What multiplies x [batch, rows] by the padded matrix. */
export function multiplyBy<T>(
  ops: Ops<T>,
  cores: readonly Core<T>[],
  header: TensorTrainHeader,
  batch: number,
  { groups, isFromLeft }: ProductPlan,
): (x: T) => T {
  const merges = mergesOf(header);
  const merged = groups.map(([from, to]) => merge(ops, cores, merges, from, to));
  const size = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b);
  const [rows, columns] = [size(header.inputs), size(header.outputs)];
  return isFromLeft ? fromLeft(ops, merged, batch, rows, columns) : fromRight(ops, merged, batch, rows, columns);
}

/**
 * From left to right. Before each product the numbers are in the order of the modes of x that are left but the first, the batch, the
 * columns so far, the rank and that mode, so that all that changes places is a mode that goes from the front to the back.
 */
function fromLeft<T>(
  ops: Ops<T>,
  cores: readonly Core<T>[],
  batch: number,
  rows: number,
  columns: number,
): (x: T) => T {
  const matrices = cores.map(({ left, m, n, right, value }) => ops.reshape(value, [left * m, n * right]));
  const first = cores[0]!.m;
  return (x) => {
    let y = turn(ops, x, batch * first, rows / first);
    let size = batch * rows;
    for (const [k, { left, m, n, right }] of cores.entries()) {
      if (k > 0) y = turn(ops, y, m, size / m);
      y = ops.matMul(ops.reshape(y, [size / (left * m), left * m]), matrices[k]!);
      size = (size / (left * m)) * n * right;
    }
    return ops.reshape(y, [batch, columns]);
  };
}

/**
 * From right to left. Before each product the numbers are in the order of the columns so far, the batch, the modes of x that are left
 * and the rank; the columns that a product makes go from the back to the front.
 */
function fromRight<T>(
  ops: Ops<T>,
  cores: readonly Core<T>[],
  batch: number,
  rows: number,
  columns: number,
): (x: T) => T {
  const matrices = cores.map(({ left, m, n, right, value }) => {
    const turned = ops.transpose(ops.reshape(value, [left, m, n, right]), [1, 3, 0, 2]);
    return ops.reshape(turned, [m * right, left * n]);
  });
  const first = cores.at(-1)!.n;
  return (x) => {
    let y = x;
    let size = batch * rows;
    for (const [k, { left, m, n, right }] of cores.entries()) {
      y = ops.matMul(ops.reshape(y, [size / (m * right), m * right]), matrices[k]!);
      size = (size / (m * right)) * left * n;
      if (k < cores.length - 1) y = turn(ops, y, size / n, n);
    }
    return ops.reshape(turn(ops, y, columns / first, batch * first), [batch, columns]);
  };
}

/** The transpose of a matrix [m, n], of whatever shape. */
const turn = <T>(ops: Ops<T>, x: T, m: number, n: number): T =>
  m === 1 || n === 1 ? x : ops.transpose(ops.reshape(x, [m, n]));
