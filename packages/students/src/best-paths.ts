/** A way from a node of one level to a node of the next. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  /** Not negative. */
  readonly cost: number;
  readonly value: number;
}

/** A way through all levels. */
export interface Path {
  /** Which edge of each level it takes. */
  readonly edges: readonly number[];
  /** Sums over them, added up from the first to the last. */
  readonly cost: number;
  readonly value: number;
}

interface Label {
  readonly cost: number;
  readonly value: number;
  readonly edge: number;
  readonly before?: Label;
}

/** What the rest of a way is worth, from each node of each level. */
interface Rest {
  readonly cost: Float64Array;
  readonly value: Float64Array;
}

/** Sums in another order differ by less than this share of what is added up, and nothing is ruled out by so little. */
const ROUNDING = 1e-9;

/**
 * The ways from node 0 through all levels that cost at most the budget and are worth most; of two that are worth the same, the one that
 * costs less is better. Exact: labels (cost, value) go from level to level, and a label goes no further if enough others at its
 * node are no worse in both, or if not even the best rest of a way, by the bound of the Lagrangian relaxation, makes it good enough.
 *
 * @param count How many ways, at most.
 * @returns The best first.
 * @see Joksch, "The shortest route problem with constraints", 1966: labels; Handler, Zang, "A dual algorithm for the constrained
 * shortest path problem", Networks 10, 1980: the multiplier
 */
export function bestPaths(levels: readonly (readonly Edge[])[], budget: number, count = 1): Path[] {
  const cheapest = restsOf(levels, Number.POSITIVE_INFINITY);
  const slack = ROUNDING * Math.abs(budget);
  if (!(cheapest[0]!.cost[0]! <= budget + slack)) return [];
  const multiplier = multiplierFor(levels, budget, cheapest);
  const bounds = restsOf(levels, multiplier);
  const most = levels.reduce(
    (sum, edges) => sum + edges.reduce((max, { value }) => Math.max(max, Math.abs(value)), 0),
    0,
  );
  const tolerance = ROUNDING * (most + multiplier * Math.abs(budget));

  let good = Number.NEGATIVE_INFINITY;
  let labels: Label[][] = [[{ cost: 0, value: 0, edge: -1 }]];
  for (const [i, edges] of levels.entries()) {
    const least = cheapest[i + 1]!;
    const bound = bounds[i + 1]!;
    const next: Label[][] = Array.from(least.cost, () => []);
    for (const [edge, { from, to, cost, value }] of edges.entries()) {
      for (const before of labels[from] ?? []) {
        const label = { cost: before.cost + cost, value: before.value + value, edge, before };
        if (label.cost + least.cost[to]! <= budget + slack) next[to]!.push(label);
      }
    }
    const kept = next.map((some) => undominated(some, count));
    // Each label can be gone on with to the end within the budget, in a way of its own.
    const reached = kept.flatMap((some, node) =>
      some.map((label) => label.value + reachable(label, node, least, bound, budget - slack)),
    );
    good = Math.max(good, reached.sort((a, b) => b - a)[count - 1] ?? good);
    labels = kept.map((some, node) =>
      some.filter(
        ({ cost, value }) =>
          value + bound.value[node]! + multiplier * (budget - cost - bound.cost[node]!) >= good - tolerance,
      ),
    );
  }
  const ends = labels.flat().filter(({ cost }) => cost <= budget);
  return ends.sort(better).slice(0, count).map(pathOf);
}

const better = (a: Label, b: Label): number => b.value - a.value || a.cost - b.cost;

/** The labels of a node that fewer than so many others are no worse than. */
function undominated(labels: Label[], count: number): Label[] {
  const costs: number[] = [];
  return labels.sort(better).filter(({ cost }) => {
    if (costs.length === count && costs.at(-1)! <= cost) return false;
    costs.push(cost);
    costs.sort((a, b) => a - b);
    costs.length = Math.min(costs.length, count);
    return true;
  });
}

/** What a rest of a way that stays within the budget is worth. */
function reachable({ cost }: Label, node: number, least: Rest, bound: Rest, budget: number): number {
  if (cost + bound.cost[node]! <= budget) return Math.max(least.value[node]!, bound.value[node]!);
  return cost + least.cost[node]! <= budget ? least.value[node]! : Number.NEGATIVE_INFINITY;
}

/** From each node the rest of a way with the highest value − multiplier × cost; with an infinite one, the least cost. */
function restsOf(levels: readonly (readonly Edge[])[], multiplier: number): Rest[] {
  const rests: Rest[] = new Array(levels.length + 1);
  const merit = Number.isFinite(multiplier)
    ? (cost: number, value: number) => value - multiplier * cost
    : (cost: number) => -cost;
  const nodes = (edges: readonly Edge[] = []) => edges.reduce((most, { to }) => Math.max(most, to + 1), 0);
  rests[levels.length] = restOf(nodes(levels.at(-1)), 0);
  for (let i = levels.length - 1; i >= 0; i--) {
    const after = rests[i + 1]!;
    const rest = restOf(i > 0 ? nodes(levels[i - 1]) : 1, Number.POSITIVE_INFINITY);
    for (const { from, to, cost, value } of levels[i]!) {
      const wholeCost = cost + after.cost[to]!;
      const wholeValue = value + after.value[to]!;
      const gain = merit(wholeCost, wholeValue) - merit(rest.cost[from]!, rest.value[from]!);
      if (gain > 0 || !Number.isFinite(rest.cost[from]!)) {
        if (!Number.isFinite(wholeCost)) continue;
        rest.cost[from] = wholeCost;
        rest.value[from] = wholeValue;
      }
    }
    rests[i] = rest;
  }
  return rests;
}

const restOf = (nodes: number, cost: number): Rest => ({
  cost: new Float64Array(nodes).fill(cost),
  value: new Float64Array(nodes),
});

/** What a unit of cost is worth at the budget: the multiplier at which the bound of the relaxation is lowest. */
function multiplierFor(levels: readonly (readonly Edge[])[], budget: number, cheapest: readonly Rest[]): number {
  const whole = (multiplier: number) => {
    const { cost, value } = restsOf(levels, multiplier)[0]!;
    return { cost: cost[0]!, value: value[0]! };
  };
  let within = { cost: cheapest[0]!.cost[0]!, value: cheapest[0]!.value[0]! };
  let beyond = whole(0);
  if (beyond.cost <= budget) return 0;
  for (;;) {
    const multiplier = (beyond.value - within.value) / (beyond.cost - within.cost);
    if (!(multiplier > 0 && Number.isFinite(multiplier))) return 0;
    const middle = whole(multiplier);
    const gain = middle.value - within.value - multiplier * (middle.cost - within.cost);
    if (!(gain > ROUNDING * Math.abs(middle.value)) || middle.cost === within.cost || middle.cost === beyond.cost) {
      return multiplier;
    }
    if (middle.cost <= budget) within = middle;
    else beyond = middle;
  }
}

function pathOf(end: Label): Path {
  const edges: number[] = [];
  for (let label = end; label.before; label = label.before) edges.unshift(label.edge);
  return { edges, cost: end.cost, value: end.value };
}
