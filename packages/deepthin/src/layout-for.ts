import { type Layout, layoutOf, parametersOf, rankOf } from './layout.ts';
import { productCost } from './product-plan.ts';

/** How much of the parameters may be given up, or added, for a layout that is quick to multiply by. */
const SLACK = 0.03;

/** What is asked of a layout; at least a rank or a ratio. */
export interface Wanted {
  readonly rank?: number;
  /** Of the parameters to those of the dense matrix, at most. */
  readonly ratio?: number;
  /** Of the auxiliary matrix. */
  readonly width?: number;
}

/**
 * The layout of a weight [m, n] for what is asked of it.
 *
 * With a rank alone the auxiliary matrix is nearly square, as that takes the fewest parameters. With a ratio alone the rank is about the
 * highest that a square has room for, or half of that, but at least 1. What a square leaves of a ratio makes the matrix higher than
 * wide. Of all that is left to choose from, W is of full rank and the least work to multiply by.
 */
export function layoutFor(m: number, n: number, { rank, ratio, width }: Wanted): Layout {
  const budget = ratio === undefined ? undefined : ratio * m * n;
  if (width !== undefined) {
    const thin = layoutOf(m, n, width, 1);
    return { ...thin, rank: rank ?? Math.max(1, Math.floor((budget ?? 0) / parametersOf(thin))) };
  }
  const thin = widthsFor(m, n).map((q) => layoutOf(m, n, q, 1));
  const high = Math.floor((budget ?? 0) / Math.min(...thin.map(parametersOf)));
  const ranks = rank === undefined ? [high, high - 1, Math.ceil(high / 2)].map((rank) => Math.max(1, rank)) : [rank];
  const layouts = [...new Set(ranks)].flatMap((rank) => filling(thin, rank, budget));
  const within = layouts.filter((layout) => parametersOf(layout) <= (budget ?? Number.POSITIVE_INFINITY));
  return quickest(within.length > 0 ? within : layouts);
}

/** Widths up to a little above that of a square. */
const widthsFor = (m: number, n: number): number[] =>
  Array.from({ length: Math.min(m * n, Math.ceil(1.3 * Math.sqrt(m * n))) }, (_, i) => i + 1);

/** Layouts for weights of full rank that take nearly as many parameters as there may be, or else as few as they can. */
function filling(thin: readonly Layout[], rank: number, budget: number | undefined): Layout[] {
  const full = thin.filter((layout) => rankOf(layout, rank) === Math.min(layout.m, layout.n));
  const least = Math.min(...full.map(parametersOf));
  const most = Math.max(least, budget === undefined ? least * (1 + SLACK) : budget / rank);
  const fitting = full.filter((layout) => parametersOf(layout) <= most);
  const filled = (1 - SLACK) * Math.max(...fitting.map(parametersOf));
  return fitting.filter((layout) => parametersOf(layout) >= filled).map((layout) => ({ ...layout, rank }));
}

/** The layout that takes the least work to multiply by. Of those with as much in common with m, and as little to cut off, one is enough. */
function quickest(layouts: readonly Layout[]): Layout {
  const distinct = new Map<string, Layout>();
  for (const layout of layouts) {
    const { m, n, p, q, rank, g, columns } = layout;
    const kind = [rank, g, p * q > m * n, n % columns > 0].join();
    const other = distinct.get(kind);
    if (!other || parametersOf(layout) < parametersOf(other)) distinct.set(kind, layout);
  }
  const costs = [...distinct.values()].map((layout) => [layout, productCost(layout)] as const);
  return costs.reduce((a, b) => (b[1] < a[1] ? b : a))[0];
}
