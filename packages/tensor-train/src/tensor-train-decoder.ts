import { CodecError, type Decoder, type Ops, type Rebuildable, type TensorInfo } from '@tensorpress/core';
import { layoutFrom, type TensorTrainHeader } from './layout.ts';
import { multiplier } from './multiply.ts';
import { factorsOf, rebuild, splitCores } from './rebuild.ts';
import type { TensorTrainParts } from './train.ts';

/** What decodes what `tensorTrain` encoded. */
export const tensorTrainDecoder: Decoder<'f32', TensorTrainParts, TensorTrainHeader> = {
  id: 'tensor-train',
  version: 1,
  parts: { cores: ['f32'] },

  rebuild(ops, { cores }, header, { shape }) {
    const layout = layoutFrom(shape, header);
    return rebuild(ops, splitCores(ops, cores, layout), header, layout, shape);
  },

  matMul<T>(
    ops: Ops<T>,
    { cores }: Rebuildable<TensorTrainParts, T>,
    header: TensorTrainHeader,
    { shape }: TensorInfo<'f32'>,
  ) {
    if (shape.length !== 2) throw new CodecError(`tensor-train: matMul is for matrices, not for [${shape}]`);
    const layout = layoutFrom(shape, header);
    return multiplier(ops, splitCores(ops, cores, layout), header, layout);
  },

  factors(ops, { cores }, header, { shape }) {
    const layout = layoutFrom(shape, header);
    return factorsOf(ops, splitCores(ops, cores, layout), header, layout, shape);
  },
};
