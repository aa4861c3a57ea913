/** Clocks of browsers tell tenths of milliseconds at best, so that less than this is not timed at once. */
const WINDOW = 1;
const MOST = 100;

/** Runs are warm when so many measurements in turn were no faster than one before, but for this share. */
const PATIENCE = 10;
const FASTER = 0.05;

/** Without a turn of the event loop after so many milliseconds no signal would ever come from outside. */
const TURN = 50;

/** How exactly time is measured. */
export interface Timing {
  /** How often it is measured. */
  readonly runs: number;
  /** Which of the times counts, of all in order: 0.5 is the median, 0 the least. */
  readonly quantile: number;
  /** Milliseconds for which it runs before, at least. */
  readonly warmUp: number;
  readonly signal?: AbortSignal;
}

/**
 * Milliseconds that a run takes: a quantile of several measurements, once runs get no faster any more.
 * @param measure Milliseconds that this many runs take.
 */
export async function timeOf(
  measure: (repeats: number) => Promise<number>,
  { runs, quantile, warmUp, signal }: Timing,
): Promise<number> {
  let repeats = 1;
  let best = Number.POSITIVE_INFINITY;
  let turned = Number.NEGATIVE_INFINITY;
  const next = async () => {
    if (performance.now() - turned > TURN) {
      await new Promise((resolve) => setTimeout(resolve));
      turned = performance.now();
    }
    signal?.throwIfAborted();
    const time = (await measure(repeats)) / repeats;
    best = Math.min(best, time);
    return time;
  };
  const start = performance.now();
  for (let patience = PATIENCE; patience > 0 || performance.now() - start < warmUp; patience--) {
    const before = best;
    if ((await next()) < before * (1 - FASTER)) patience = PATIENCE;
    repeats = Math.ceil(WINDOW / Math.max(best, WINDOW / MOST));
  }
  const times: number[] = [];
  while (times.length < runs) times.push(await next());
  times.sort((a, b) => a - b);
  return times[Math.round(quantile * (runs - 1))]!;
}
