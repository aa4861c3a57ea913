import type { Decoder } from '@tensorpress/core';
import { kernelOf, kernelsOf } from './kernel-parts.ts';
import { layoutFrom, type TuckerHeader } from './layout-from.ts';

/** The core with a matrix from the inputs of the kernel to its own, `u`, and one from its outputs to those of the kernel, `v`. */
export type TuckerParts = { readonly u: 'f32'; readonly core: 'f32'; readonly v: 'f32' };

/** What decodes what `tucker` encoded. */
export const tuckerDecoder: Decoder<'f32', TuckerParts, TuckerHeader> = {
  id: 'tucker',
  version: 1,
  parts: { u: ['f32'], core: ['f32'], v: ['f32'] },

  rebuild: (ops, parts, header, { shape }) => kernelOf(ops, parts, layoutFrom(shape, header)),

  factors: (ops, parts, header, { shape }) => kernelsOf(ops, parts, layoutFrom(shape, header)),
};
