import { memoise, type Ops } from '@tensorpress/core';
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
export function multiplier<T>(
  ops: Ops<T>,
  values: Values<T>,
  header: DeepthinHeader,
  layout: Layout,
): (x: T, batch: number) => T {
  // Plain factors.
  if (layout.q === layout.m) return (x) => ops.matMul(ops.matMul(x, values.wf, false, true), values.xf, false, true);
  const known = waysOf(header);
  let weight: T | undefined;
  return (x, batch) => {
    const way = wayFor(known, layout, batch);
    if (way) return multiplyBy(ops, x, values, layout, way);
    weight ??= rebuildTransposed(ops, values, layout);
    return ops.matMul(x, weight, false, true);
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
export const multiplyBy = <T>(ops: Ops<T>, x: T, values: Values<T>, layout: Layout, way: Way): T =>
  combine(ops, values, correlate(ops, x, values, layout, way), layout, way);

/** What x and the right factor give at each lag, and zeros after that, for each row of x: [batch · (lags + 1), rank]. */
function correlate<T>(ops: Ops<T>, x: T, { wf }: Values<T>, layout: Layout, { batch, plan, constants }: Way): T {
  const { m, q, rank, g, rows, columns } = layout;
  const { shifts, rowStrips, copyStrips, terms } = plan;
  const strip = shifts * g;
  const copies = batch * (shifts * copyStrips + 1);
  // Copies of x with zeros after it, in rows that are g numbers too long, are shifted by g numbers each in rows of the right length.
  const length = copyStrips * strip + g;
  const padded = ops.concat([x, ops.tensor(constants.margin, [batch, length - m], 'float32')], 1);
  const shifted =
    shifts === 1
      ? padded
      : ops.mul(ops.reshape(padded, [batch, 1, length]), ops.tensor(constants.copies, [1, shifts, 1], 'float32'));
  const spare = rowStrips * strip - q;
  const whole = spare > 0 ? ops.concat([wf, ops.tensor(constants.rightMargin, [rank, spare], 'float32')], 1) : wf;
  const left = ops.reshape(whole, [rank * rowStrips, strip]);
  const products = ops.matMul(left, ops.reshape(shifted, [copies, strip]), false, true);
  const found = gather(ops, ops.reshape(products, [rank * rowStrips * copies]), constants.terms);
  const sums = batch * (rows + columns);
  return ops.reshape(terms === 1 ? found : sumRows(ops, ops.reshape(found, [sums * rank, terms]), constants.termOnes), [
    sums,
    rank,
  ]);
}

/** The product, of what `correlate` gives. */
function combine<T>(ops: Ops<T>, { xf }: Values<T>, sums: T, layout: Layout, { batch, plan, constants }: Way): T {
  const { n, p, rank, rows, columns } = layout;
  const { span, periods, gathers } = plan;
  const chosen = gather(ops, sums, constants.lags);
  let y: T;
  if (gathers) {
    const each = ops.mul(
      ops.reshape(gather(ops, xf, constants.rows), [1, periods, columns * span * rank]),
      ops.reshape(chosen, [batch, 1, columns * span * rank]),
    );
    y = sumRows(ops, ops.reshape(each, [batch * periods * columns, span * rank]), constants.rowOnes);
  } else {
    const spare = periods * rows - p;
    const whole = spare > 0 ? ops.concat([xf, ops.tensor(constants.leftMargin, [spare, rank], 'float32')]) : xf;
    const left = ops.reshape(whole, [periods, rows * rank]);
    const product = ops.matMul(left, ops.reshape(chosen, [batch * columns, rows * rank]), false, true);
    y = batch === 1 ? product : ops.transpose(ops.reshape(product, [periods, batch, columns]), [1, 0, 2]);
  }
  const columnwise = ops.reshape(y, [batch, periods * columns]);
  return periods * columns === n ? columnwise : ops.slice(columnwise, [0, 0], [batch, n]);
}

const gather = <T>(ops: Ops<T>, x: T, places: Int32Array): T =>
  ops.gather(x, ops.tensor(places, [places.length], 'int32'));

/** The sums of the rows of a matrix, each times what stands for one. */
const sumRows = <T>(ops: Ops<T>, x: T, ones: Float32Array): T =>
  ops.matMul(x, ops.tensor(ones, [ones.length, 1], 'float32'));
