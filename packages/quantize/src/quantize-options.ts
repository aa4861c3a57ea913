import { OptionError, type OptionSpecs, type Tensor } from '@tensorpress/core';
import type { Sharing } from './layout.ts';

/** Where `prepare` says what the one scale of all tensors is. */
export const sharedScale: unique symbol = Symbol('shared scale');

/** Options of `quantize`. */
export interface QuantizeOptions {
  /** Bits of a code, 1 to 16; 8 by default. With the step `shared`, those of the tensor that needs most. */
  readonly bits?: number;
  /** What has a scale of its own; `channel` by default. */
  readonly per?: 'tensor' | 'channel' | 'group';
  /** The axis of channels; the last by default, or the third of four if the last is 1, as it is in depthwise kernels. */
  readonly axis?: number;
  /** Rows of a group; 64 by default. */
  readonly groupSize?: number;
  /** Whether zero has the same code everywhere, the default, or one that suits the values. */
  readonly symmetric?: boolean;
  /** `mse`, the default, makes the squared error least, `range` the largest; `shared` is one step for all tensors. */
  readonly step?: 'range' | 'mse' | 'shared';
  /** The step for all tensors. */
  readonly stepSize?: number;
  /** Whether codes are integers, the default, or half-precision numbers. */
  readonly format?: 'integer' | 'float16';
  readonly [sharedScale]?: Tensor<'f32'>;
}

/** What JSON pipelines, the command line and the docs know of the options of `quantize`. */
export const optionSpecs: OptionSpecs<QuantizeOptions> = {
  bits: {
    type: 'integer',
    about: "Bits of a code; with the step 'shared' those of the tensor that needs most.",
    default: 8,
    min: 1,
    max: 16,
  },
  per: {
    type: 'string',
    about: 'What has a scale of its own; a tensor of one axis always has one.',
    default: 'channel',
    values: ['tensor', 'channel', 'group'],
  },
  axis: {
    type: 'integer',
    about: 'The axis of channels, counted from the end if negative; the last, or the third of four if the last is 1.',
  },
  groupSize: { type: 'integer', about: 'Weights of a group, along the inputs of an output.', default: 64, min: 1 },
  symmetric: {
    type: 'boolean',
    about: 'Whether zero has the same code everywhere, or one that suits the values.',
    default: true,
  },
  step: {
    type: 'string',
    about: "Whether the step makes the squared error least, or the largest, or is one step for all tensors ('shared').",
    default: 'mse',
    values: ['range', 'mse', 'shared'],
  },
  stepSize: { type: 'number', about: "The step for all tensors, with the step 'shared'.", min: 1e-30 },
  format: {
    type: 'string',
    about: 'Whether codes are integers, or half-precision numbers, which need none of the other options.',
    default: 'integer',
    values: ['integer', 'float16'],
  },
};

/** @throws OptionError if options are given that exclude each other. */
export function checkOptions({ bits = 8, step, stepSize, format }: QuantizeOptions): void {
  if (stepSize !== undefined && step !== 'shared') {
    throw new OptionError(`quantize: step must be 'shared' where stepSize is given, not '${step}'`);
  }
  if (step === 'shared' && format === 'float16') {
    throw new OptionError("quantize: format must be 'integer' where the step is 'shared', not 'float16'");
  }
  if (step === 'shared' && stepSize === undefined && bits < 2) {
    throw new OptionError(`quantize: bits must be at least 2 where the step is 'shared', not ${bits}`);
  }
}

/** Which weights of a tensor have a scale in common; or a few words on why there is no such thing. */
export function sharingOf(shape: readonly number[], options: QuantizeOptions): Sharing | string {
  const { per = 'channel', groupSize = 64, step, format } = options;
  if (per === 'tensor' || shape.length < 2 || step === 'shared' || format === 'float16') return {};
  if (per === 'group') return { group: groupSize };
  const { axis = shape.length === 4 && shape[3] === 1 ? 2 : -1 } = options;
  const counted = axis < 0 ? axis + shape.length : axis;
  return counted < 0 || counted >= shape.length ? `has no axis ${axis}` : { axis: counted };
}
