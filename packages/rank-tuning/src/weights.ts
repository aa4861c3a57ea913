import {
  type Codec,
  candidates,
  completeOptions,
  describe,
  isNode,
  type Model,
  OptionError,
  type TensorInfo,
  type Tree,
  type Where,
} from '@tensorpress/core';
import { lowest } from './lowest.ts';
import { checkSizes, type RankTuningOptions } from './rank-tuning-options.ts';

/** A weight, or a leaf of one, that a size is looked for. */
export interface Weight {
  readonly path: string;
  readonly tree: Tree;
  /** The sizes that it may have, from the smallest file to the largest. */
  readonly sizes: readonly number[];
}

/** The weights of a model that a codec takes and `where` selects, each with its sizes. */
export async function weightsOf(
  model: Model,
  codec: Codec,
  options: RankTuningOptions,
  where?: Where,
): Promise<Weight[]> {
  const found = [...candidates(model, codec, where)];
  return Promise.all(found.map(async ([tree, path]) => ({ path, tree, sizes: await sizesFor(tree, codec, options) })));
}

/** The complete options of a codec at one size. */
export const optionsAt = (codec: Codec, { option, codecOptions }: RankTuningOptions, size: number): never =>
  completeOptions(codec, { ...codecOptions, [option]: size } as never);

/**
 * The sizes that a weight may have: `candidates`, or integers as far as the option goes, or as far as the plan is smaller.
 * @throws OptionError if there must be candidates but are none.
 */
async function sizesFor(info: TensorInfo, codec: Codec, options: RankTuningOptions): Promise<readonly number[]> {
  const { candidates, option } = options;
  if (candidates) {
    const sizes: unknown = typeof candidates === 'function' ? candidates(info) : candidates;
    checkSizes(sizes);
    return sizes;
  }
  const spec = codec.options[option]!;
  const mustBeGiven = (why: string) => new OptionError(`rank-tuning: candidates must be given, as ${option} ${why}`);
  if (spec.type !== 'integer' && spec.type !== 'json') throw mustBeGiven(`is ${describe(spec)}`);
  const from = Math.max(1, spec.min ?? 1);
  const isSmaller = (size: number) => {
    const { dtype, shape } = info;
    const outline = { weights: { w: { dtype, shape } } };
    const planned = codec.preview?.(outline, optionsAt(codec, options, size), { where: () => true });
    return planned?.weights.w !== undefined && isNode(planned.weights.w);
  };
  let count = spec.max === undefined ? 1 : spec.max - from + 1;
  if (spec.max === undefined) {
    while (isSmaller(from + count - 1)) {
      count *= 2;
      if (count > 2 ** 24) throw mustBeGiven('has no end');
    }
    count = (await lowest(count, (i) => (isSmaller(from + i) ? 'bad' : 'good'), 'bisection')) ?? count;
  }
  return Array.from({ length: count }, (_, i) => from + i);
}
