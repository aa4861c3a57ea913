import { type Compressor, completeOptions, type Model, type Tensor } from '@tensorpress/core';
import { type Check, check } from './check.ts';
import { codecChecks } from './codec-checks.ts';
import { compressorChecks, optionChecks } from './compressor-checks.ts';
import { contractCheck } from './contract-check.ts';
import { damageChecks } from './damage-checks.ts';
import { type Fixture, fixtureChecks } from './fixtures.ts';
import { initialiseChecks } from './initialise-checks.ts';
import { type Backend, rebuildChecks } from './rebuild-checks.ts';
import { asCodec } from './run-codec.ts';
import { shortcutChecks } from './shortcut-checks.ts';
import { sampleTensor } from './tensors.ts';

/** Options to check a compressor with, and what to compress. */
export interface Case<Options> {
  readonly options?: Partial<Options>;
  /** What titles call it; the options in JSON if left out. */
  readonly title?: string;
  /** What codecs encode; a sample of each element type that they take if left out. */
  readonly tensor?: Tensor;
  /** What is compressed; a model of such tensors if left out. A compressor that is no codec must be given one. */
  readonly model?: Model;
  /** How far a decoded tensor may be from the encoded one, relative, in Frobenius norm: 1 by default. Codecs with `decode` are exact. */
  readonly tolerance?: number;
}

/** What makes more checks possible. */
export interface Extras<Options, T> {
  /** Files that versions of a codec wrote: a list, or (in Node.js) the folder that holds `v1/NAME.tpress`. */
  readonly fixtures?: URL | readonly Fixture[];
  /** Operations with gradients, on which codecs with `rebuild` are checked as well. */
  readonly backend?: Backend<T>;
  /** Options that the compressor must reject for reasons that its option specs do not tell, such as two that exclude each other. */
  readonly rejects?: readonly Partial<Options>[];
}

/**
 * The checks that every compressor must pass, for any test runner: `for (const { title, run } of conformance(…)) test(title, run)`.
 * @throws Error if there are no cases, or if a compressor that is no codec has a case without a model.
 */
export function conformance<Options, T = never>(
  compressor: Compressor<Options>,
  cases: readonly Case<Options>[],
  { fixtures, backend, rejects = [] }: Extras<Options, T> = {},
): Check[] {
  const { id } = compressor;
  const codec = asCodec(compressor);
  const [first] = cases;
  check(first, `${id}: there must be a case`);
  const modelOf = ({ model, tensor }: Case<Options>): Model => {
    if (model) return model;
    check(codec, `${id}: each case of a compressor that is no codec must have a model`);
    return { weights: Object.fromEntries(samplesOf(codec.takes, tensor).flatMap(threeOf)) };
  };
  const labels = new Set<string>();
  return [
    ...(codec ? [contractCheck(codec)] : []),
    ...optionChecks(compressor, first.options ?? {}, modelOf(first), rejects),
    ...cases.flatMap((each): Check[] => {
      const label = unique(labels, `${id} ${each.title ?? shown(each.options)}`.trim());
      const options = completeOptions(compressor, each.options ?? {});
      const onModel = compressorChecks(
        compressor,
        { label, options, model: modelOf(each) },
        each.model ? {} : { where: () => true },
      );
      if (!codec) return onModel;
      const tensors = samplesOf(codec.takes, each.tensor);
      return [
        ...codecChecks(codec, { label, options, tensors, tolerance: each.tolerance ?? 1 }),
        ...initialiseChecks(codec, label, options),
        ...shortcutChecks(codec, label, options, tensors),
        ...damageChecks(codec, label, options, tensors),
        ...(backend && codec.rebuild ? rebuildChecks(codec, label, options, tensors, backend) : []),
        ...onModel,
      ];
    }),
    ...(codec && fixtures ? fixtureChecks(codec, fixtures) : []),
  ];
}

const samplesOf = (takes: readonly Tensor['dtype'][], tensor: Tensor | undefined): readonly Tensor[] =>
  tensor ? [tensor] : takes.map((dtype) => sampleTensor(dtype));

/** A tensor thrice, so that a run can be cancelled halfway: as it is, reversed, and rotated. */
const threeOf = (tensor: Tensor, i: number): [string, Tensor][] => {
  const { data } = tensor;
  const half = data.length >> 1;
  const rotated = structuredClone(data);
  rotated.set(data.subarray(half));
  rotated.set(data.subarray(0, half), data.length - half);
  return [
    [`layer${i}/kernel`, tensor],
    [`layer${i}/reversed`, { ...tensor, data: structuredClone(data).reverse() }],
    [`layer${i}/rotated`, { ...tensor, data: rotated }],
  ];
};

const shown = (options: unknown): string => {
  const json = JSON.stringify(options ?? {});
  return json === '{}' ? '' : json.length > 100 ? `${json.slice(0, 100)}…` : json;
};

const unique = (labels: Set<string>, label: string): string => {
  let result = label;
  for (let n = 2; labels.has(result); n++) result = `${label} (${n})`;
  labels.add(result);
  return result;
};
