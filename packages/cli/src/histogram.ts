/** How many of some values fall into each of the bins of the same width between two numbers. */
export interface Histogram {
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/**
 * Counts finite values into bins.
 * @param from The lower end of the first bin.
 * @param to The upper end of the last one, above `from`; values beyond either end are left out.
 */
export function histogram(values: ArrayLike<number>, from: number, to: number, bins: number): Histogram {
  const counts = new Array<number>(bins).fill(0);
  const width = (to - from) / bins;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= from && value <= to) counts[Math.min(bins - 1, Math.floor((value - from) / width))]!++;
  }
  return { from, width, counts };
}

/** The least and the greatest finite value of some lists; `[0, 0]` where there is none. */
export function rangeOf(...lists: readonly ArrayLike<number>[]): [from: number, to: number] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const value = list[i]!;
      if (!Number.isFinite(value)) continue;
      if (value < from) from = value;
      if (value > to) to = value;
    }
  }
  return from <= to ? [from, to] : [0, 0];
}
