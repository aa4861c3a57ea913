/** Whether a metric is the better the higher it is, like an accuracy, or the lower, like a loss. */
export type Better = 'higher' | 'lower';

/** A model that was measured. */
export interface Point {
  /** The size of each weight that was encoded, by its path; the others are as they were. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Bytes of its file. */
  readonly bytes: number;
  /** What `evaluate` gave for it; NaN for anything that is not finite. */
  readonly metric: number;
}

/** The points that no other one is both smaller and better than, from the smallest to the largest. */
export function paretoFront<P extends Pick<Point, 'bytes' | 'metric'>>(points: readonly P[], better: Better): P[] {
  const merit = ({ metric }: P) => (better === 'higher' ? metric : -metric);
  const sorted = points
    .filter(({ metric }) => !Number.isNaN(metric))
    .sort((a, b) => a.bytes - b.bytes || merit(b) - merit(a));
  let best = Number.NEGATIVE_INFINITY;
  return sorted.filter((point) => {
    const better = merit(point) > best;
    if (better) best = merit(point);
    return better;
  });
}
