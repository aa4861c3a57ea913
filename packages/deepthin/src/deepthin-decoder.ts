import type { Decoder, Ops, Rebuildable, TensorInfo } from '@tensorpress/core';
import { type DeepthinHeader, layoutFrom } from './layout.ts';
import { multiplier } from './multiply.ts';
import { factorsOf, rebuildTransposed } from './rebuild-weight.ts';

/** The factors X_f and W_f of the matrix that is laid out anew. */
export type DeepthinParts = { readonly xf: 'f32'; readonly wf: 'f32' };

/** What decodes what `deepthin` encoded. */
export const deepthinDecoder: Decoder<'f32', DeepthinParts, DeepthinHeader> = {
  id: 'deepthin',
  version: 1,
  parts: { xf: ['f32'], wf: ['f32'] },

  rebuild(ops, parts, header, { shape }) {
    const layout = layoutFrom(shape, header);
    const transposed = rebuildTransposed(ops, factorsOf(ops, parts, layout), layout);
    return ops.reshape(ops.transpose(transposed), [...shape]);
  },

  matMul<T>(ops: Ops<T>, parts: Rebuildable<DeepthinParts, T>, header: DeepthinHeader, { shape }: TensorInfo<'f32'>) {
    const layout = layoutFrom(shape, header);
    return multiplier(ops, factorsOf(ops, parts, layout), header, layout);
  },

  factors(ops, parts, header, { shape }) {
    const layout = layoutFrom(shape, header);
    const { xf, wf } = factorsOf(ops, parts, layout);
    if (layout.q !== layout.m) return undefined;
    const axes = shape.slice(0, -2);
    return [
      ops.reshape(ops.transpose(wf), [...shape.slice(0, -1), layout.rank]),
      ops.reshape(ops.transpose(xf), [...axes.map(() => 1), layout.rank, layout.n]),
    ];
  },
};
