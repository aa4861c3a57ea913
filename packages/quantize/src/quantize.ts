import { type Codec, defineCodec, sizeOf } from '@tensorpress/core';
import { codesInfo, encodeHalves, encodeOwn, encodeShared, type QuantizeParts, scalesOf } from './encode.ts';
import { layoutOf } from './layout.ts';
import type { QuantizeHeader } from './level-view.ts';
import { quantizeDecoder } from './quantize-decoder.ts';
import { checkOptions, optionSpecs, type QuantizeOptions, sharedScale, sharingOf } from './quantize-options.ts';
import { rangeOf } from './range-of.ts';
import { nearHalf, roundUp, roundUpToHalf } from './round-up.ts';

/**
 * Rounds weights to equally spaced levels, of which it stores the numbers, or to half precision. Scales are an f32 part, and
 * train.
 *
 * @see Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only inference", CVPR 2018
 */
export const quantize: Codec<QuantizeOptions, 'f32', QuantizeParts, QuantizeHeader> = defineCodec({
  ...quantizeDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan({ shape }, options) {
    checkOptions(options);
    if (sizeOf(shape) === 0) return 'holds nothing';
    const { bits = 8, format, stepSize, step, symmetric } = options;
    const sharing = sharingOf(shape, options);
    if (typeof sharing === 'string') return sharing;
    const count = sizeOf(layoutOf(shape, sharing).scales);
    const affine = symmetric === false && step !== 'shared' && format !== 'float16';
    return {
      codes: codesInfo(shape, format === 'float16' || stepSize !== undefined ? 16 : bits),
      scales: { dtype: 'f32', shape: affine ? [2, count] : [count] },
    };
  },

  prepare(tensors, options) {
    const { bits = 8, step } = options;
    if (step !== 'shared') return options;
    const { stepSize = widestOf(tensors.map(({ data }) => data)) / (2 ** bits - 2) || 1 } = options;
    const half = nearHalf(stepSize);
    // One leaf for all, so that the file holds it once, and training moves it for all.
    return { ...options, [sharedScale]: scalesOf([(half ? roundUpToHalf : roundUp)(stepSize)], [1], half) };
  },

  encode(tensor, options) {
    const { bits = 8, symmetric = true, step, format, [sharedScale]: shared } = options;
    if (format === 'float16') return encodeHalves(tensor);
    if (shared) return encodeShared(tensor, shared);
    const sharing = sharingOf(tensor.shape, options);
    if (typeof sharing === 'string') return sharing;
    return encodeOwn(tensor, { sharing, bits, symmetric, step: step === 'range' ? step : 'mse' });
  },
});

/** The widest range of values, zero among them, of some tensors. */
const widestOf = (arrays: readonly Float32Array[]): number =>
  arrays.reduce((widest, values) => {
    const [low, high] = rangeOf(values);
    return Math.max(widest, Math.max(high, 0) - Math.min(low, 0));
  }, 0);
