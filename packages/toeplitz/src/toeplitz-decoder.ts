import type { Decoder, Ops, Rebuildable, TensorInfo } from '@tensorpress/core';
import { type Form, formFrom, type ToeplitzHeader } from './form.ts';
import { multiplier, rebuildMatrix, type Values } from './multiply.ts';

/** Generators of both sides, and below them what learned operators have more than Z₁ and Z₋₁. */
export type ToeplitzParts = { readonly g: 'f32'; readonly h: 'f32' };

/** What decodes what `toeplitz` encoded. */
export const toeplitzDecoder: Decoder<'f32', ToeplitzParts, ToeplitzHeader> = {
  id: 'toeplitz',
  version: 1,
  parts: { g: ['f32'], h: ['f32'] },

  rebuild(ops, parts, header, { shape }) {
    const form = formFrom(shape, header);
    return rebuildMatrix(ops, valuesOf(ops, parts, form), form);
  },

  matMul<T>(ops: Ops<T>, parts: Rebuildable<ToeplitzParts, T>, header: ToeplitzHeader, { shape }: TensorInfo<'f32'>) {
    const form = formFrom(shape, header);
    return multiplier(ops, valuesOf(ops, parts, form), form);
  },
};

/** The parts in the shapes that they must have. */
const valuesOf = <T>(ops: Ops<T>, { g, h }: Values<T>, { rank, bands, size }: Form): Values<T> => ({
  g: ops.reshape(g, [rank + bands, size]),
  h: ops.reshape(h, [rank + bands, size]),
});
