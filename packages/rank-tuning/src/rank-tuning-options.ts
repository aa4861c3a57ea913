import {
  type Codec,
  type Compressor,
  isCodec,
  type MaybePromise,
  type Model,
  OptionError,
  type OptionSpecs,
  type TensorInfo,
  type Where,
} from '@tensorpress/core';
import type { Search } from './lowest.ts';
import type { Better } from './pareto-front.ts';

/** Sizes to choose from, from the smallest file to the largest, for all weights or for each. */
export type Candidates = readonly number[] | ((info: TensorInfo) => readonly number[]);

/** How sizes are chosen: each by itself, or in one of the ways that the paper compares with. */
export type Strategy = 'rank-tuning' | 'same' | 'input-hidden' | 'threshold';

/** What remembers metrics: a `Map`, also one from JSON. */
export interface EvaluationCache {
  get(key: string): number | null | undefined;
  set(key: string, metric: number): unknown;
}

/** Options of `rank-tuning`. One of `maxDrop`, `target`, `maxBytes` and `tolerance` must be given. */
export interface RankTuningOptions {
  readonly codec: Compressor;
  readonly option: string;
  readonly codecOptions?: Readonly<Record<string, unknown>>;
  readonly candidates?: Candidates;
  readonly evaluate: (model: Model) => MaybePromise<number>;
  readonly better: Better;
  readonly maxDrop?: number;
  readonly target?: number;
  readonly maxBytes?: number;
  readonly tolerance?: number;
  readonly search: Search;
  readonly strategy: Strategy;
  readonly inputHidden?: Where;
  readonly threshold?: number;
  readonly cache?: EvaluationCache;
}

/** What pipelines, the command line and the docs know of the options of `rank-tuning`. */
export const optionSpecs: OptionSpecs<RankTuningOptions> = {
  codec: { type: 'data', required: true, about: 'The codec that encodes the weights.' },
  option: { type: 'string', default: 'rank', about: 'The name of its option that says how large a weight is.' },
  codecOptions: { type: 'data', about: 'Its other options.' },
  candidates: {
    type: 'data',
    about:
      'Sizes from the smallest file to the largest, or a function that gives those of a weight; integers from 1 on if left out.',
  },
  evaluate: { type: 'data', required: true, about: 'A function that gives a metric of a model, on validation data.' },
  better: { type: 'string', required: true, values: ['higher', 'lower'], about: 'Which metric is the better one.' },
  maxDrop: {
    type: 'number',
    min: 0,
    about: 'How much worse the metric of the result may be, as a share of what it was.',
  },
  target: { type: 'number', about: 'What the metric of the result must be at least, or at most if lower is better.' },
  maxBytes: { type: 'integer', min: 1, about: 'How large the file of the result may be.' },
  tolerance: {
    type: 'number',
    min: 0,
    about: 'How much worse each weight alone may make the metric, as a share of what it was, as published.',
  },
  search: {
    type: 'string',
    default: 'bisection',
    values: ['bisection', 'scan'],
    about: 'Whether the sizes of a weight are tried by halves, or from the lowest on, as published.',
  },
  strategy: {
    type: 'string',
    default: 'rank-tuning',
    values: ['rank-tuning', 'same', 'input-hidden', 'threshold'],
    about: 'Whether each weight has its own size, all have the same, or those of inputHidden or within threshold do.',
  },
  inputHidden: {
    type: 'data',
    about: 'Which weights input-hidden encodes; those without recurrent in their path if left out.',
  },
  threshold: { type: 'number', min: 0, about: 'The Frobenius norm that the error of a weight must be below.' },
  cache: { type: 'data', about: 'A Map that remembers metrics for other runs.' },
};

/**
 * The codec that the options ask for.
 * @throws OptionError if it is none, or if options exclude each other, are missing together or are of the wrong type.
 */
export function checkOptions(options: RankTuningOptions): Codec {
  const { codec, option, codecOptions = {}, evaluate, strategy, threshold, candidates, inputHidden, cache } = options;
  const demand = (condition: boolean, rule: string) => {
    if (!condition) throw new OptionError(`rank-tuning: ${rule}`);
  };
  if (!isObject(codec) || !isCodec(codec)) throw new OptionError('rank-tuning: codec must be a codec');
  const names = Object.keys(codec.options);
  demand(names.includes(option), `option must be one of ${codec.id}'s, ${names.join(', ')}, not '${option}'`);
  demand(isObject(codecOptions), 'codecOptions must be an object');
  demand(!Object.hasOwn(codecOptions, option), `codecOptions must not have ${option}, which is what is looked for`);
  demand(typeof evaluate === 'function', 'evaluate must be a function');
  demand(inputHidden === undefined || typeof inputHidden === 'function', 'inputHidden must be a function');
  demand(
    cache === undefined || (typeof cache?.get === 'function' && typeof cache?.set === 'function'),
    'cache must have get and set, like a Map',
  );
  if (candidates !== undefined && typeof candidates !== 'function') checkSizes(candidates);

  const { maxDrop, target, maxBytes, tolerance } = options;
  const given = Object.entries({ maxDrop, target, maxBytes, tolerance }).filter(([, value]) => value !== undefined);
  const together = given.map(([name]) => name).join(' and ');
  demand(given.length > 0, 'one of maxDrop, target, maxBytes and tolerance must be given, not none');
  demand(maxDrop === undefined || target === undefined, `one of maxDrop and target must be given, not ${together}`);
  demand(tolerance === undefined || given.length === 1, `tolerance must be given alone, not ${together}`);
  demand(
    tolerance === undefined || strategy === 'rank-tuning',
    `tolerance must be of the strategy rank-tuning, not ${strategy}`,
  );
  demand((threshold !== undefined) === (strategy === 'threshold'), 'threshold must be given for that strategy alone');
  return codec;
}

/** @throws OptionError if these are no sizes. */
export function checkSizes(sizes: unknown): asserts sizes is readonly number[] {
  if (Array.isArray(sizes) && sizes.every((size) => typeof size === 'number' && Number.isFinite(size))) return;
  throw new OptionError(`rank-tuning: candidates must be a list of numbers, not ${JSON.stringify(sizes)}`);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
