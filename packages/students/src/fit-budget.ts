import { bestPaths, type Edge, type Path } from './best-paths.ts';

/** A way through the levels whose cost is known as a sum and as a whole. */
export interface Measured {
  readonly path: Path;
  readonly predicted: number;
  readonly measured: number;
}

/** What there is to spend, and on how many ways at once. */
export interface Spending {
  readonly budget: number;
  /** What any way costs beside its edges. */
  readonly overhead: number;
  readonly finalists: number;
}

/** After so many rounds what keeps to the budget is good enough, as it is where the limit is known to this share. */
const ROUNDS = 12;
const CLOSE = 0.01;

/**
 * The best ways whose measured cost keeps to a budget, the best first, and the least cost that was seen. Sums may be off, so the limit
 * of sums is corrected by what the best way within it costs more or less than its sum, and kept between what is known to keep to the
 * budget and what is known not to.
 */
export async function fitBudget(
  levels: readonly (readonly Edge[])[],
  { budget, overhead, finalists }: Spending,
  measure: (path: Path) => Promise<number>,
): Promise<{ readonly within: readonly Measured[]; readonly least: number }> {
  const seen = new Map<string, Measured>();
  const measured = async (path: Path): Promise<Measured> => {
    const key = path.edges.join();
    const known = seen.get(key) ?? { path, predicted: overhead + path.cost, measured: await measure(path) };
    seen.set(key, known);
    return known;
  };
  const cheapest = cheapestOf(levels);
  const least = overhead + cheapest.cost;
  let [low, high] = [least, Number.POSITIVE_INFINITY];
  let limit = Math.max(budget, least);
  for (let round = 0; round < ROUNDS && high - low > CLOSE * low; round++) {
    const [best, ...others] = bestPaths(levels, limit - overhead, finalists);
    if (!best) break;
    const first = await measured(best);
    for (const other of others) await measured(other);
    if (first.measured <= budget) low = limit;
    else high = Math.min(high, first.predicted);
    limit = (budget * first.predicted) / first.measured;
    if (limit > low && limit < high) continue;
    if (high === Number.POSITIVE_INFINITY) break;
    limit = (low + high) / 2;
  }
  const within = () => [...seen.values()].filter((some) => some.measured <= budget);
  if (within().length === 0) await measured(cheapest);
  const best = within().sort((a, b) => b.path.value - a.path.value || a.measured - b.measured);
  return { within: best.slice(0, finalists), least: Math.min(...[...seen.values()].map((some) => some.measured)) };
}

function cheapestOf(levels: readonly (readonly Edge[])[]): Path {
  const frugal = levels.map((edges) => edges.map((edge) => ({ ...edge, value: -edge.cost })));
  return bestPaths(frugal, Number.MAX_VALUE)[0]!;
}
