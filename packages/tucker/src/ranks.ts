import type { KernelSides } from './kernel-sides.ts';

/** How many channels the core has in place of the inputs and of the outputs of a kernel. */
export type Ranks = readonly [inputs: number, outputs: number];

/** The parameters of all parts. */
export const parametersOf = ({ places, inputs, outputs }: KernelSides, [r, s]: Ranks): number =>
  inputs * r + places * r * s + s * outputs;

/** Ranks without what is beyond those that the unfoldings of a kernel, and of its core, can have. */
export function withinSides({ places, inputs, outputs }: KernelSides, [r, s]: Ranks): Ranks {
  const left = Math.min(r, inputs, places * Math.min(s, outputs));
  return [left, Math.min(s, outputs, places * left)];
}

/** The largest ranks, as nearly as can be in the proportion of inputs to outputs, that take at most so many parameters; or else 1. */
export function ranksWithin(sides: KernelSides, parameters: number): Ranks {
  const fits = (ranks: Ranks): boolean =>
    `${withinSides(sides, ranks)}` === `${ranks}` && parametersOf(sides, ranks) <= parameters;
  let ranks: Ranks = [1, 1];
  for (;;) {
    const [r, s] = ranks;
    const steps: [Ranks, Ranks] = [
      [r + 1, s],
      [r, s + 1],
    ];
    if (r * sides.outputs > s * sides.inputs) steps.reverse();
    const next = steps.find(fits);
    if (!next) return ranks;
    ranks = next;
  }
}
