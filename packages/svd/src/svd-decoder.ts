import { CodecError, type Decoder, type Ops, type Rebuildable, type TensorInfo } from '@tensorpress/core';
import { columnBlocks, joinBlocks, type SvdHeader } from './column-blocks.ts';
import { fold, foldFactors } from './unfold.ts';

/** The factors of a matrix: its columns are combinations of those of `u`, its rows of those of `v`. */
export type SvdParts = { readonly u: 'f32'; readonly v: 'f32' };

/** What decodes what `svd` encoded. */
export const svdDecoder: Decoder<'f32', SvdParts, SvdHeader> = {
  id: 'svd',
  version: 1,
  parts: { u: ['f32'], v: ['f32'] },

  rebuild(ops, parts, header, { shape }) {
    const blocks = columnBlocks(ops, parts, header, shape).map(([u, v]) => ops.matMul(u, v));
    return fold(ops, joinBlocks(ops, blocks), shape, header.unfolding ?? 'channel');
  },

  matMul<T>(ops: Ops<T>, parts: Rebuildable<SvdParts, T>, header: SvdHeader, { shape }: TensorInfo<'f32'>) {
    if (shape.length !== 2) throw new CodecError(`svd: matMul is for matrices, not for [${shape}]`);
    const blocks = columnBlocks(ops, parts, header, shape);
    return () => (x: T) =>
      joinBlocks(
        ops,
        blocks.map(([u, v]) => ops.matMul(ops.matMul(x, u), v)),
      );
  },

  factors(ops, parts, header, { shape }) {
    const [factors, ...others] = columnBlocks(ops, parts, header, shape);
    if (!factors || others.length > 0) return undefined;
    return foldFactors(ops, factors, header.ranks[0]!, shape, header.unfolding ?? 'channel');
  },
};
