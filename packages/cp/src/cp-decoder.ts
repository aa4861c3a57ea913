import type { Decoder } from '@tensorpress/core';
import { kernelOf, kernelsOf } from './kernel-parts.ts';
import { type CpHeader, layoutFrom } from './layout.ts';

/** The vectors of all components: of the inputs, of the window and of the outputs. */
export type CpParts = { readonly u: 'f32'; readonly window: 'f32'; readonly v: 'f32' };

/** What decodes what `cp` encoded. */
export const cpDecoder: Decoder<'f32', CpParts, CpHeader> = {
  id: 'cp',
  version: 1,
  parts: { u: ['f32'], window: ['f32'], v: ['f32'] },

  rebuild: (ops, parts, header, { shape }) => kernelOf(ops, parts, layoutFrom(shape, header)),

  factors: (ops, parts, header, { shape }) => kernelsOf(ops, parts, layoutFrom(shape, header)),
};
