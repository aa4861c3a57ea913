/**
 * Sparsities that rise from one to another in some steps, quickly at first: `to + (from − to)·(1 − t/steps)³` for t from 1 to
 * `steps`. Prune and fine-tune at each, and the last step is at `to`.
 *
 * @param options.from The sparsity before the first step, 0 by default.
 * @throws RangeError if `steps` is not a positive integer.
 * @see Zhu, Gupta, "To prune, or not to prune", 2017, equation 1
 */
export function gradualSparsity({ from = 0, to, steps }: { from?: number; to: number; steps: number }): number[] {
  if (!Number.isInteger(steps) || steps < 1)
    throw new RangeError(`gradualSparsity: steps must be a positive integer, not ${steps}`);
  return Array.from({ length: steps }, (_, step) => to + (from - to) * (1 - (step + 1) / steps) ** 3);
}
