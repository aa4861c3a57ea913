import type { Layout } from './layout.ts';

/**
 * How x·W is computed without W. With runs of g numbers for units, a row of the auxiliary matrix is `columns` long and a column of W is `rows`
 * long, and there are few ways for one to lie on the other: one for each lag, the run of the row at which the column begins, from
 * 1 − rows to columns − 1.
 */
export interface ProductPlan {
  /** Copies of x, each shifted by a run more, that are multiplied by each strip of as many runs of a row. */
  readonly shifts: number;
  /** Strips of a row, and of a shifted copy. */
  readonly rowStrips: number;
  readonly copyStrips: number;
  /** Strips whose products make up the sum of a lag, at most. */
  readonly terms: number;
  /** Rows that a column of W lies on, at most. */
  readonly span: number;
  /** Runs of as many columns of W as begin at different places of rows. */
  readonly periods: number;
  /** Whether each column takes its own rows, or one product takes all of a period. */
  readonly gathers: boolean;
}

// Nanoseconds that TensorFlow.js takes on WebAssembly, by measurement; only what they are to one another matters.
const CALL = 6000;
const MULTIPLY_ADD = 0.12;
const GATHERED = 1.2;
const WRITTEN = 0.6;
// What is as large as a batch fits no cache, and has gradients that take longer than those of products.
const BATCHED = 2;

/** The quickest way for so many rows of x, or undefined where it is quicker to build W. */
export function productPlan(layout: Layout, batch: number): ProductPlan | undefined {
  const { m, n, p, q, rank } = layout;
  const { plan, cost } = quickestOf(layout, batch);
  const building = rank * p * q * MULTIPLY_ADD + m * n * (batch * MULTIPLY_ADD + WRITTEN) + 4 * CALL;
  return cost < building ? plan : undefined;
}

/** Nanoseconds that one row of x times W takes without building W, about. */
export const productCost = (layout: Layout): number => quickestOf(layout, 1).cost;

function quickestOf(layout: Layout, batch: number): { readonly plan: ProductPlan; readonly cost: number } {
  let plan = planWith(layout, 1, false);
  let cost = costOf(layout, plan, batch);
  for (const other of plansFor(layout)) {
    const its = costOf(layout, other, batch);
    if (its < cost) [plan, cost] = [other, its];
  }
  return { plan, cost };
}

/** The plan with so many shifted copies of x. */
export function planWith({ m, n, q, rows, columns }: Layout, shifts: number, gathers: boolean): ProductPlan {
  const rowStrips = Math.ceil(columns / shifts);
  const copyStrips = Math.ceil((rows - 1) / shifts) + 1;
  const terms = Math.min(rowStrips, copyStrips);
  const span = Math.min(rows, Math.ceil(m / q) + 1);
  return { shifts, rowStrips, copyStrips, terms, span, periods: Math.ceil(n / columns), gathers };
}

/** All plans that may be the quickest. */
export function* plansFor(layout: Layout): Iterable<ProductPlan> {
  for (let shifts = 1; shifts <= Math.min(layout.columns, 256); shifts++) {
    yield planWith(layout, shifts, false);
    yield planWith(layout, shifts, true);
  }
}

function costOf(layout: Layout, plan: ProductPlan, batch: number): number {
  const { m, n, q, p, rank, g, rows, columns } = layout;
  const { shifts, rowStrips, copyStrips, terms, span, periods, gathers } = plan;
  const strip = shifts * g;
  const lags = rows + columns - 1;
  const copies = batch * (shifts * copyStrips + 1);
  const products = rank * rowStrips * copies;
  const each = batch > 1 ? BATCHED : 1;
  const padding = rowStrips * shifts > columns ? CALL + rank * q * WRITTEN : 0;
  const strips = copies * strip * WRITTEN * each + products * (strip * MULTIPLY_ADD + WRITTEN * each) + padding;
  const summed = batch * rank * lags * terms;
  const sums = summed * (GATHERED + (terms > 1 ? WRITTEN : 0)) * each;
  const whole = rank * periods * columns;
  // What takes more memory than W is no way around it.
  if (Math.max(products, summed, batch * (gathers ? whole * span : rank * rows * columns)) > m * n) return Infinity;
  const combined = gathers
    ? span * (whole * GATHERED + batch * (whole * 2 * WRITTEN + rank * columns * GATHERED) * each)
    : whole * rows * batch * MULTIPLY_ADD +
      batch * rank * rows * columns * GATHERED * each +
      (periods * rows > p ? CALL + rank * p * WRITTEN : 0);
  return 8 * CALL + strips + sums + combined;
}
