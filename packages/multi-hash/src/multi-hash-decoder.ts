import type { Decoder } from '@tensorpress/core';
import { type MultiHashHeader, type MultiHashParts, slicePool } from './slice-pool.ts';

/** What decodes what `multiHash` encoded. */
export const multiHashDecoder: Decoder<'f32', MultiHashParts, MultiHashHeader> = {
  id: 'multi-hash',
  version: 1,
  parts: { v: ['f32'], u: ['f32'], scale: ['f32'] },

  rebuild: (ops, parts, header, { shape }) => slicePool(ops, parts, header, shape),
};
