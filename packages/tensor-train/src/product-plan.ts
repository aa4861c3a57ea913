import { CALL, MOVED, MULTIPLY_ADD, WRITTEN } from './costs.ts';
import type { TensorTrainHeader } from './layout.ts';
import { type Merge, mergesOf } from './merge.ts';

/** How x [batch, m] is multiplied by a train: by groups of its cores, each merged before, from the left or from the right. */
export interface ProductPlan {
  readonly isFromLeft: boolean;
  /** Where groups begin and end, in the order in which x is multiplied by them. */
  readonly groups: readonly (readonly [from: number, to: number])[];
  /** Nanoseconds, about. */
  readonly cost: number;
}

/** The way of multiplying so many rows that takes the least work. With a single group the matrix is built. */
export function productPlan(header: TensorTrainHeader, batch: number): ProductPlan {
  const plans = [true, false].map((isFromLeft) => quickest(header, batch, isFromLeft));
  return plans.reduce((a, b) => (b.cost < a.cost ? b : a));
}

/** The groups from one side that take the least work: each is as quick as can be with what is quickest before it. */
function quickest(header: TensorTrainHeader, batch: number, isFromLeft: boolean): ProductPlan {
  const count = header.inputs.length;
  const start = isFromLeft ? 0 : count;
  const best: ProductPlan[] = [];
  best[start] = { isFromLeft, groups: [], cost: 0 };
  for (let step = 1; step <= count; step++) {
    const at = isFromLeft ? step : count - step;
    for (let before = 1; before <= step; before++) {
      const previous = isFromLeft ? at - before : at + before;
      const [from, to] = isFromLeft ? [previous, at] : [at, previous];
      const { groups, cost: costBefore } = best[previous]!;
      const cost = costBefore + costOf(header, batch, isFromLeft, from, to);
      if (!best[at] || cost < best[at].cost) best[at] = { isFromLeft, groups: [...groups, [from, to]], cost };
    }
  }
  return best[count - start]!;
}

/** Nanoseconds that multiplying by a group takes, about, once x is multiplied by all those before. */
function costOf(header: TensorTrainHeader, batch: number, isFromLeft: boolean, from: number, to: number): number {
  const { left, m, n, right, cost }: Merge = mergesOf(header)[from]![to]!;
  const { inputs, outputs } = header;
  const others = isFromLeft
    ? [...outputs.slice(0, from), ...inputs.slice(to)]
    : [...inputs.slice(0, from), ...outputs.slice(to)];
  const beside = others.reduce((product, size) => product * size, batch);
  const [read, written] = isFromLeft ? [left * m, n * right] : [m * right, left * n];
  const isWhole = to - from === inputs.length;
  const moved = isWhole ? 0 : CALL + beside * MOVED * (isFromLeft ? read : written);
  return cost + CALL + beside * (left * m * n * right * MULTIPLY_ADD + written * WRITTEN) + moved;
}
