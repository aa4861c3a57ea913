import { memoise, type Ops, type Product } from '@tensorpress/core';
import type { DeepthinHeader, Layout } from './layout.ts';
import { type ProductConstants, productConstants } from './product-constants.ts';
import { type ProductPlan, productPlan } from './product-plan.ts';
import { rebuildTransposed, type Values } from './rebuild-weight.ts';

/** A plan for so many rows of x, with its constants. */
export interface Way {
  readonly batch: number;
  readonly plan: ProductPlan;
  readonly constants: ProductConstants;
}

/**
 * What multiplies x [batch, m] by the weight W [m, n] of such factors, without building W where that is quicker.
 *
 * A column of W lies on few rows of the auxiliary matrix, and at few offsets: its product with x is a sum over those rows, of the row of the
 * left factor times the products of x and the right factor at that offset. The latter are correlations, which are products of matrices
 * of their own, and the same for all periods of columns.
 */
export function multiplier<T>(ops: Ops<T>, values: Values<T>, header: DeepthinHeader, layout: Layout): Product<T> {
  if (layout.q === layout.m)
    // Plain factors.
    return () => (x) => ops.matMul(ops.matMul(x, values.wf, false, true), values.xf, false, true);
  const known = waysOf(header);
  return (batch) => {
    const way = wayFor(known, layout, batch);
    if (way) return multiplyBy(ops, values, layout, way);
    const weight = rebuildTransposed(ops, values, layout);
    return (x) => ops.matMul(x, weight, false, true);
  };
}

/** The ways to multiply by a weight, by its header: their constants must be the same objects at each call. */
const waysOf = memoise((_: DeepthinHeader) => new Map<string, Way | undefined>());

/** The quickest way for so many rows of x, or undefined where it is quicker to build W. */
function wayFor(known: Map<string, Way | undefined>, layout: Layout, batch: number): Way | undefined {
  const key = `${layout.m} ${layout.n} ${batch}`;
  if (known.has(key)) return known.get(key);
  const plan = productPlan(layout, batch);
  const way = plan && { batch, plan, constants: productConstants(layout, plan, batch) };
  // Batches of many sizes would fill the memory.
  if (known.size >= 8) known.clear();
  known.set(key, way);
  return way;
}

/** The product of x [batch, m] and the weight [m, n] of such factors. */
export function multiplyBy<T>(ops: Ops<T>, values: Values<T>, layout: Layout, way: Way): (x: T) => T {
  const correlate = correlations(ops, values, layout, way);
  const combine = combination(ops, values, layout, way);
  return (x) => combine(correlate(x));
}

/** What x and the right factor give at each lag, and zeros after that, for each row of x: [batch · (lags + 1), rank]. */
function correlations<T>(
  ops: Ops<T>,
  { wf }: Values<T>,
  { m, q, rank, g, rows, columns }: Layout,
  { batch, plan: { shifts, rowStrips, copyStrips, terms }, constants }: Way,
): (x: T) => T {
  const strip = shifts * g;
  const copies = batch * (shifts * copyStrips + 1);
  // Copies of x with zeros after it, in rows that are g numbers too long, are shifted by g numbers each in rows of the right length.
  const length = copyStrips * strip + g;
  const margin = ops.tensor(constants.margin, [batch, length - m], 'float32');
  const spare = rowStrips * strip - q;
  const whole = spare > 0 ? ops.concat([wf, ops.tensor(constants.rightMargin, [rank, spare], 'float32')], 1) : wf;
  const left = ops.reshape(whole, [rank * rowStrips, strip]);
  const shift =
    shifts === 1
      ? (padded: T) => padded
      : multipliedBy(ops, ops.tensor(constants.copies, [1, shifts, 1], 'float32'), [batch, 1, length]);
  const pick = gathering(ops, constants.terms);
  const sums = batch * (rows + columns);
  const sum = terms === 1 ? (found: T) => found : summing(ops, constants.termOnes);
  return (x) => {
    const shifted = shift(ops.concat([x, margin], 1));
    const products = ops.matMul(left, ops.reshape(shifted, [copies, strip]), false, true);
    const found = pick(ops.reshape(products, [rank * rowStrips * copies]));
    return ops.reshape(sum(ops.reshape(found, [sums * rank, terms])), [sums, rank]);
  };
}

/** The product, of what `correlations` give. */
function combination<T>(
  ops: Ops<T>,
  { xf }: Values<T>,
  { n, p, rank, rows, columns }: Layout,
  { batch, plan: { span, periods, gathers }, constants }: Way,
): (sums: T) => T {
  const choose = gathering(ops, constants.lags);
  const trim = (y: T) => {
    const columnwise = ops.reshape(y, [batch, periods * columns]);
    return periods * columns === n ? columnwise : ops.slice(columnwise, [0, 0], [batch, n]);
  };
  if (gathers) {
    const found = ops.reshape(gathering(ops, constants.rows)(xf), [1, periods, columns * span * rank]);
    const weigh = multipliedBy(ops, found, [batch, 1, columns * span * rank]);
    const sum = summing(ops, constants.rowOnes);
    return (sums) => trim(sum(ops.reshape(weigh(choose(sums)), [batch * periods * columns, span * rank])));
  }
  const spare = periods * rows - p;
  const whole = spare > 0 ? ops.concat([xf, ops.tensor(constants.leftMargin, [spare, rank], 'float32')]) : xf;
  const left = ops.reshape(whole, [periods, rows * rank]);
  return (sums) => {
    const product = ops.matMul(left, ops.reshape(choose(sums), [batch * columns, rows * rank]), false, true);
    if (batch === 1) return trim(product);
    return trim(ops.transpose(ops.reshape(product, [periods, batch, columns]), [1, 0, 2]));
  };
}

/** Takes a tensor in another shape, times a factor. */
const multipliedBy =
  <T>(ops: Ops<T>, factor: T, shape: readonly number[]) =>
  (x: T): T =>
    ops.mul(ops.reshape(x, [...shape]), factor);

/** Takes what is at some places. */
function gathering<T>(ops: Ops<T>, places: Int32Array): (x: T) => T {
  const indices = ops.tensor(places, [places.length], 'int32');
  return (x) => ops.gather(x, indices);
}

/** Takes the sums of the rows of a matrix, each times what stands for one. */
function summing<T>(ops: Ops<T>, ones: Float32Array): (x: T) => T {
  const column = ops.tensor(ones, [ones.length, 1], 'float32');
  return (x) => ops.matMul(x, column);
}
