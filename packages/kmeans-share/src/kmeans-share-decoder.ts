import { type Decoder, memoise, type Tensor } from '@tensorpress/core';

/** The parts of a tensor whose weights are shared: the values there are, and which of them each weight is. */
export type KmeansShareParts = { readonly codebook: 'f32'; readonly indices: 'u8' | 'u16' };

/** `zero` where index 0 means zero, and index 1 the first value of the codebook. */
export type KmeansShareHeader = { readonly zero?: true };

/** What decodes what `kmeansShare` encoded. */
export const kmeansShareDecoder: Decoder<'f32', KmeansShareParts, KmeansShareHeader> = {
  id: 'kmeans-share',
  version: 1,
  parts: { codebook: ['f32'], indices: ['u8', 'u16'] },

  rebuild(ops, { codebook, indices }, { zero }, { shape }) {
    const values = zero ? ops.concat([ops.tensor(ZERO, [1], 'float32'), codebook]) : codebook;
    return ops.reshape(ops.gather(values, ops.tensor(integersOf(indices), [indices.data.length], 'int32')), [...shape]);
  },

  restore({ codebook, indices }, { zero }, { shape }) {
    const values = new Float32Array(codebook.data.length + Number(zero ?? false));
    values.set(codebook.data, Number(zero ?? false));
    const data = new Float32Array(indices.data.length);
    for (let i = 0; i < data.length; i++) {
      const index = indices.data[i]!;
      if (index >= values.length) throw new RangeError(`indices must be below ${values.length}, not ${index}`);
      data[i] = values[index]!;
    }
    return { dtype: 'f32', shape, data };
  },
};

// Constants must be the same objects each time, so that a trainer uploads them once.
const ZERO = new Float32Array(1);
const integersOf = memoise(({ data }: Tensor) => new Int32Array(data));
