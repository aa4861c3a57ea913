import { OptionError, type OptionSpecs, type Tensor } from '@tensorpress/core';
import type { Blocks } from './blocks.ts';
import { matrixOf } from './matrix-of.ts';
import { isPattern, type Pattern } from './n-of-m.ts';

/** Where `prepare` says how many units each tensor keeps, if that takes all of them to know. */
export const counts: unique symbol = Symbol('counts');

/** Options of `prune`. One of `sparsity`, `threshold` and `pattern` must be given. */
export interface PruneOptions {
  /** The share of weights to remove, 0 to 1. */
  readonly sparsity?: number;
  /** Removes weights no larger than this times the standard deviation; 0 removes nothing but zeros. */
  readonly threshold?: number;
  /** `'n:m'` keeps the n largest of every m weights along the inputs of each output. */
  readonly pattern?: string;
  /** Rows and columns of the blocks that weights go or stay in; single weights by default. */
  readonly block?: readonly [rows: number, columns: number];
  /** Whether weights compete within their tensor, the default, or with those of all the tensors of the stage. */
  readonly scope?: 'tensor' | 'model';
  readonly [counts]?: ReadonlyMap<Tensor, number>;
}

/** What JSON pipelines, the command line and the docs know of the options of `prune`. */
export const optionSpecs: OptionSpecs<PruneOptions> = {
  sparsity: { type: 'number', about: 'The share of weights to remove.', min: 0, max: 1 },
  threshold: {
    type: 'number',
    about: 'Removes weights no larger than this times the standard deviation; 0 removes nothing but zeros.',
    min: 0,
  },
  pattern: { type: 'string', about: 'Keeps the n largest of every m weights along the inputs of each output: 2:4.' },
  block: { type: 'json', about: 'Rows and columns of the blocks that weights go or stay in: [4, 4].' },
  scope: {
    type: 'string',
    about: 'Whether weights compete within their tensor, or with those of all the tensors of the stage.',
    default: 'tensor',
    values: ['tensor', 'model'],
  },
};

/** @throws OptionError if options are given that exclude each other, or none that says how much to remove. */
export function checkOptions({ sparsity, threshold, pattern, block, scope }: PruneOptions): void {
  const given = Object.entries({ sparsity, threshold, pattern }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    const names = given.map(([name]) => name).join(' and ') || 'none';
    throw new OptionError(`prune: one of sparsity, threshold and pattern must be given, not ${names}`);
  }
  if (pattern === undefined) return;
  if (block !== undefined) throw new OptionError('prune: a pattern must be of single weights, not of a block');
  if (scope === 'model') throw new OptionError("prune: scope must be 'tensor' with a pattern, not 'model'");
}

/**
 * The pattern that the options ask for, if any.
 * @throws OptionError if it is none.
 */
export function patternOf({ pattern }: PruneOptions): Pattern | undefined {
  if (pattern === undefined) return undefined;
  const [, n = Number.NaN, m = Number.NaN] = /^(\d+):(\d+)$/.exec(pattern)?.map(Number) ?? [];
  if (isPattern(n, m)) return { n, m };
  throw new OptionError(`prune: pattern must be n:m, 1 ≤ n < m ≤ 16, not '${pattern}'`);
}

/**
 * The blocks that a kernel is cut into; one that is larger than the kernel ends at its edge.
 * @throws OptionError if `block` is not two sizes.
 */
export function blocksOf(shape: readonly number[], { block = [1, 1] }: Pick<PruneOptions, 'block'>): Blocks {
  const [rows, columns] = matrixOf(shape);
  const sizes: readonly unknown[] = Array.isArray(block) ? block : [];
  const [height, width] = sizes;
  if (sizes.length !== 2 || !isSize(height) || !isSize(width)) {
    throw new OptionError(`prune: block must be two positive integers, not ${JSON.stringify(block)}`);
  }
  return { rows, columns, height: Math.min(height, rows), width: Math.min(width, columns) };
}

/** Whether this is a positive integer. */
export const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
