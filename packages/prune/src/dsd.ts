import { OptionError, type Stage, use, type Where } from '@tensorpress/core';
import { densify } from './densify.ts';
import { prune } from './prune.ts';

/** A time of training in `dsd`. */
export interface DsdPhase {
  /** All weights for the first time, those that are left, or all again. */
  readonly name: 'dense' | 'sparse' | 'again';
  /** What to multiply the learning rate by: 1, and 0.1 once all weights are there again. */
  readonly rate: number;
  /** How many times weights have been pruned and come back, from 0 on. */
  readonly round: number;
}

/** Options of `dsd`. */
export interface DsdOptions {
  /** The share of weights to remove for a while. */
  readonly sparsity: number;
  /** The stage that trains, `finetune` or `distill`; none where that phase is to be left out. */
  readonly train: (phase: DsdPhase) => Stage | undefined;
  /** Which weights to prune; those that codecs touch by default if left out. */
  readonly where?: Where;
  /** How many times weights are pruned and come back, 1 by default. */
  readonly rounds?: number;
}

/**
 * Stages of dense–sparse–dense training: train, prune, train what is left, let what was removed grow again from zero, and train all at a
 * tenth of the rate. The model becomes better, not smaller.
 *
 * @throws OptionError if the sparsity is not between 0 and 1, or `rounds` no positive integer.
 * @see Han et al., "DSD: dense-sparse-dense training for deep neural networks", ICLR 2017
 */
export function dsd({ sparsity, train, where, rounds = 1 }: DsdOptions): Stage[] {
  if (!(sparsity > 0 && sparsity < 1)) throw new OptionError(`dsd: sparsity must be between 0 and 1, not ${sparsity}`);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new OptionError(`dsd: rounds must be a positive integer, not ${rounds}`);
  }
  const context = where ? { where } : {};
  const stages = Array.from({ length: rounds }, (_, round) => [
    use(prune, { sparsity }, context),
    train({ name: 'sparse', rate: round === 0 ? 1 : 0.1, round }),
    use(densify, {}, context),
    train({ name: 'again', rate: 0.1, round }),
  ]);
  return [train({ name: 'dense', rate: 1, round: 0 }), ...stages.flat()].filter((stage) => stage !== undefined);
}
