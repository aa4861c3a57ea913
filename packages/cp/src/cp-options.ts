import { OptionError, type OptionSpecs } from '@tensorpress/core';
import type { KernelSides } from './kernel-sides.ts';
import { type Layout, layoutWith, perComponent } from './layout.ts';

/** Options of `cp`. */
export interface CpOptions {
  /** How many components there are; or a fraction, below 1, of the dense parameters that they take at most. */
  readonly rank: number;
  /** Whether the windows of components are products of vectors along its axes, or of any values. */
  readonly window: 'separable' | 'joint';
  /** How often all factors are fitted anew at most. */
  readonly sweeps: number;
}

/** What JSON pipelines, the command line and the docs know of the options of `cp`. */
export const optionSpecs: OptionSpecs<CpOptions> = {
  rank: {
    type: 'number',
    about: 'How many components there are, or a fraction of the dense parameters: 64 or 0.25.',
    required: true,
    min: 0,
  },
  window: {
    type: 'string',
    about: 'Whether the windows of components are products of vectors along their axes, or of any values.',
    default: 'separable',
    values: ['separable', 'joint'],
  },
  sweeps: {
    type: 'integer',
    about: 'How often all factors are fitted anew at most.',
    default: 100,
    min: 1,
  },
};

/**
 * The layout of a kernel for some options.
 * @throws OptionError if the rank is nothing that the option may be.
 */
export function layoutFor(sides: KernelSides, { rank, window }: CpOptions): Layout {
  if (Number.isSafeInteger(rank) && rank > 0) return layoutWith(sides, rank, window);
  if (!(rank > 0 && rank < 1))
    throw new OptionError(`cp: rank must be a positive integer or a fraction below 1, not ${rank}`);
  const dense = sides.places * sides.inputs * sides.outputs;
  const one = layoutWith(sides, 1, window);
  return { ...one, rank: Math.max(1, Math.floor((rank * dense) / perComponent(one))) };
}
