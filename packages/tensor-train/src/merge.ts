import { memoise, type Ops } from '@tensorpress/core';
import { CALL, MOVED, MULTIPLY_ADD, WRITTEN } from './costs.ts';
import { type CoreShape, coreSize, coresOf, type TensorTrainHeader } from './layout.ts';

/** A core on any operations, or several neighbouring ones as one: numbers in the order of [left, m, n, right]. */
export interface Core<T> extends CoreShape {
  readonly value: T;
}

/** How the cores from one to before another become one. */
export interface Merge extends CoreShape {
  /** Where they are split into two groups that become one each before. */
  readonly at: number;
  /** Nanoseconds, about. */
  readonly cost: number;
}

/** For each first core, and each after the last: how those become one. */
export type Merges = readonly (readonly Merge[])[];

/** The ways of merging neighbouring cores that take the least work. */
export const mergesOf: (header: TensorTrainHeader) => Merges = memoise((header) => {
  const cores = coresOf(header);
  const merges: Merge[][] = cores.map(() => []);
  for (let from = cores.length - 1; from >= 0; from--) {
    const row = merges[from]!;
    row[from + 1] = { ...cores[from]!, at: from, cost: 0 };
    for (let to = from + 2; to <= cores.length; to++) {
      let best: Merge | undefined;
      for (let at = from + 1; at < to; at++) {
        const [a, b] = [row[at]!, merges[at]![to]!];
        const cost = a.cost + b.cost + costOf(a, b);
        if (!best || cost < best.cost) best = { ...joined(a, b), at, cost };
      }
      row[to] = best!;
    }
  }
  return merges;
});

/** The cores from one to before another, merged. */
export function merge<T>(ops: Ops<T>, cores: readonly Core<T>[], merges: Merges, from: number, to: number): Core<T> {
  if (to - from === 1) return cores[from]!;
  const { at } = merges[from]![to]!;
  return mergeTwo(ops, merge(ops, cores, merges, from, at), merge(ops, cores, merges, at, to));
}

/** The core that stands for two neighbouring ones. */
function mergeTwo<T>(ops: Ops<T>, a: Core<T>, b: Core<T>): Core<T> {
  const value = ops.matMul(
    ops.reshape(a.value, [a.left * a.m * a.n, a.right]),
    ops.reshape(b.value, [b.left, b.m * b.n * b.right]),
  );
  const shape = joined(a, b);
  if (!turns(a, b)) return { ...shape, value };
  // The modes of the rows come before those of the columns.
  const apart = ops.reshape(value, [a.left * a.m, a.n, b.m, b.n * b.right]);
  return { ...shape, value: ops.transpose(apart, [0, 2, 1, 3]) };
}

const joined = (a: CoreShape, b: CoreShape): CoreShape => ({
  left: a.left,
  m: a.m * b.m,
  n: a.n * b.n,
  right: b.right,
});

const turns = (a: CoreShape, b: CoreShape): boolean => a.n > 1 && b.m > 1;

function costOf(a: CoreShape, b: CoreShape): number {
  const size = coreSize(joined(a, b));
  return CALL + size * (a.right * MULTIPLY_ADD + WRITTEN) + (turns(a, b) ? CALL + size * MOVED : 0);
}
