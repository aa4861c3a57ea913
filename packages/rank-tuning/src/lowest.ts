import type { MaybePromise } from '@tensorpress/core';

/** What a size is found to be: `beyond` where a weight would not be smaller than it was. */
export type Verdict = 'bad' | 'good' | 'beyond';

/** How the lowest good size is looked for. */
export type Search = 'bisection' | 'scan';

/**
 * The lowest of `count` sizes that is good, counted from 0; undefined if the first that is not bad is beyond, or all are bad.
 * A scan takes one size after the other. Bisection takes about log₂ `count` of them and comes to the same where all sizes above
 * a good one are good or beyond, and all above one that is beyond are beyond; anywhere else it still ends at a good one.
 */
export async function lowest(
  count: number,
  judge: (index: number) => MaybePromise<Verdict>,
  search: Search,
): Promise<number | undefined> {
  let from = 0;
  let to = count;
  let verdict: Verdict = 'beyond';
  while (from < to) {
    const index = search === 'scan' ? from : (from + to) >> 1;
    const found = await judge(index);
    if (found === 'bad') {
      from = index + 1;
    } else {
      to = index;
      verdict = found;
    }
  }
  return verdict === 'good' ? to : undefined;
}
