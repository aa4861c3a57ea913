import type { Decoder } from '@tensorpress/core';
import { type CirculantHeader, formFrom } from './form.ts';
import { multiplier } from './multiply.ts';
import { rebuildWeight } from './rebuild-weight.ts';

/** `c` has the numbers that each block is made of: its first row. */
export type CirculantParts = { readonly c: 'f32' };

/** What decodes what `circulant` encoded. */
export const circulantDecoder: Decoder<'f32', CirculantParts, CirculantHeader> = {
  id: 'circulant',
  version: 1,
  parts: { c: ['f32'] },

  rebuild: (ops, { c }, header, { shape }) => ops.reshape(rebuildWeight(ops, c, formFrom(shape, header)), [...shape]),

  matMul: (ops, { c }, header, { shape }) => multiplier(ops, c, formFrom(shape, header)),
};
