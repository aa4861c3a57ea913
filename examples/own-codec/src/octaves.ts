import { type Codec, CodecError, defineCodec, memoise, type Tensor } from '@tensorpress/core';
import { nearestPowers, powerOf } from './powers-of-two.ts';

/** Options of `octaves`. */
export interface OctavesOptions {
  /** Bits of a code: one for the sign, the others for the exponent and zero. */
  readonly bits: number;
}

/** `codes` say which power of two each weight is, `scale` what one is. */
export type OctavesParts = { readonly codes: 'u8'; readonly scale: 'f32' };

/** The power of two of each code; always the same array for the same codes, so that a trainer can keep it on its device. */
const powers = memoise((codes: Tensor<'u8'>) => Float32Array.from(codes.data, powerOf));

/** Rounds each weight to a power of two, or to zero, times a scale for the whole tensor. */
export const octaves: Codec<OctavesOptions, 'f32', OctavesParts> = defineCodec({
  id: '@acme/octaves',
  version: 1,
  options: {
    bits: { type: 'integer', about: 'Bits of a code: its sign, and an exponent or zero.', default: 4, min: 2, max: 7 },
  },
  takes: ['f32'],
  parts: { codes: ['u8'], scale: ['f32'] },

  plan: ({ shape }, { bits }) => ({ codes: { dtype: 'u8', shape, bits }, scale: { dtype: 'f32', shape: [] } }),

  encode({ shape, data }, { bits }) {
    const { codes, scale } = nearestPowers(data, bits);
    if (!(scale > 0 && Number.isFinite(scale))) return 'has no scale that f32 can hold';
    return {
      header: {},
      parts: {
        codes: { dtype: 'u8', shape, bits, data: codes },
        scale: { dtype: 'f32', shape: [], data: Float32Array.of(scale) },
      },
    };
  },

  rebuild(ops, { codes, scale }, _, { shape }) {
    if (String(codes.shape) !== String(shape))
      throw new CodecError('@acme/octaves: there must be a code for each weight');
    return ops.mul(ops.tensor(powers(codes), [...shape], 'float32'), scale);
  },
});
