import type * as tf from '@tensorflow/tfjs';
import { type MaybePromise, OptionError } from '@tensorpress/core';
import type { Block } from './block-graph.ts';
import type { LatencyOptions } from './measure-latency.ts';
import type { LatencyTable } from './meter.ts';
import { checkSizes, type StudentOptions, type Template } from './template.ts';

/** What a student may take: one of these. */
export type Budget =
  /** For a batch, on the backend in use. */
  | { readonly milliseconds: number }
  /** Of all weights as float32. */
  | { readonly bytes: number }
  /** For one example. */
  | { readonly multiplyAdds: number };

/** What makes one student more capable than another: a sum over its blocks. */
export type Objective = 'channels' | 'multiplyAdds' | 'parameters' | ((block: Block) => number);

/** Options of `searchStudent`. */
export interface SearchOptions<Options extends StudentOptions> extends LatencyOptions {
  readonly template: Template<Options>;
  /** What the template takes; its widths are looked for. */
  readonly options: Options;
  /** The widths to choose from, for each block. */
  readonly widths: readonly (readonly number[])[];
  readonly budget: Budget;
  /** What there is to be as much of as the budget allows; `'channels'` if left out. */
  readonly objective?: Objective;
  /** What remembers the latencies of layers and of whole students. */
  readonly table?: LatencyTable;
  /** How many of the best students are looked at each time, measured and scored; 1 if left out. */
  readonly finalists?: number;
  /** Chooses among those that keep to the budget, for example by the accuracy after a short training; the highest is best. */
  readonly score?: (model: tf.LayersModel, widths: readonly number[]) => MaybePromise<number>;
}

const UNITS = ['milliseconds', 'bytes', 'multiplyAdds'] as const;

/** What a budget is in. */
export type Unit = (typeof UNITS)[number];

/**
 * What a budget is in, and how much of it there is.
 * @throws OptionError if it is anything else, or if there are not some widths to choose from for each block.
 */
export function checkSearch<Options extends StudentOptions>(
  search: SearchOptions<Options>,
): { readonly unit: Unit; readonly amount: number } {
  const { template, options, widths, budget, finalists = 1 } = search;
  const blocks = template.widths(options).length;
  if (widths.length !== blocks) {
    throw new OptionError(`students: widths must be ${blocks} lists, one for each block, not ${widths.length}`);
  }
  for (const some of widths) checkSizes('students', 'the widths of a block', some, Math.max(1, some.length));
  checkSizes('students', 'finalists', [finalists], 1);
  const given: [string, unknown][] = Object.entries(budget);
  const unit = UNITS.find((some) => some === given[0]?.[0]);
  const amount = given[0]?.[1];
  if (given.length === 1 && unit && typeof amount === 'number' && amount > 0) return { unit, amount };
  throw new OptionError(
    `students: budget must be a positive number of one of ${UNITS.join(', ')}, not ${JSON.stringify(budget)}`,
  );
}
