import { type Codec, defineCodec, type Encoding, sizeOf, type Tensor } from '@tensorpress/core';
import { makePool } from './make-pool.ts';
import { multiHashDecoder } from './multi-hash-decoder.ts';
import { type MultiHashOptions, optionSpecs, shared } from './multi-hash-options.ts';
import { boundFor } from './pool-sizes.ts';
import type { MultiHashHeader, MultiHashParts } from './slice-pool.ts';

/**
 * Makes all weights of a stage slices of one pool, each times a scale of its own. The pool is a product of two thin factors, which
 * are stored once and train as one.
 *
 * @see Eban, Movshovitz-Attias, Wu, Sandler, Poon, Idelbayev, Carreira-Perpiñán, "Structured multi-hashing for model
 * compression", CVPR 2020
 */
export const multiHash: Codec<MultiHashOptions, 'f32', MultiHashParts, MultiHashHeader> = defineCodec({
  ...multiHashDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan({ shape }, options) {
    const size = sizeOf(shape);
    const { n, rank } = boundFor(Math.max(1, size), options);
    if (size === 0) return 'holds nothing';
    return {
      v: { dtype: 'f32', shape: [n, rank] },
      u: { dtype: 'f32', shape: [rank, n] },
      scale: { dtype: 'f32', shape: [1] },
    };
  },

  prepare: async (tensors, options, context) => ({ ...options, [shared]: await makePool(tensors, options, context) }),

  encode: encodeSlice,

  initialise: encodeSlice,
});

/** The slice of a tensor, whether its pool was fitted or is random. */
function encodeSlice(
  tensor: Tensor<'f32'>,
  { [shared]: pool }: MultiHashOptions,
): Encoding<MultiHashParts, MultiHashHeader> | string {
  return pool!.get(tensor) ?? 'holds values too large for sums of products';
}
