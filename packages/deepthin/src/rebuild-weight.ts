import type { Ops } from '@tensorpress/core';
import type { Layout } from './layout.ts';

/** Both factors of the auxiliary matrix, on any operations. */
export interface Values<T> {
  readonly xf: T;
  readonly wf: T;
}

/**
 * The factors [p, rank] and [rank, q].
 * @throws what `reshape` throws if they are of other sizes.
 */
export const factorsOf = <T>(ops: Ops<T>, { xf, wf }: Values<T>, { p, q, rank }: Layout): Values<T> => ({
  xf: ops.reshape(xf, [p, rank]),
  wf: ops.reshape(wf, [rank, q]),
});

/** The transpose [n, m] of the weight: the auxiliary matrix in the same order, its surplus cut off. */
export function rebuildTransposed<T>(ops: Ops<T>, { xf, wf }: Values<T>, { m, n, p, q }: Layout): T {
  const auxiliary = ops.matMul(xf, wf);
  const flat = p * q === m * n ? auxiliary : ops.slice(ops.reshape(auxiliary, [p * q]), [0], [m * n]);
  return ops.reshape(flat, [n, m]);
}
