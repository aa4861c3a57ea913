import { CodecError, type Decoder, memoise, sidesOf } from '@tensorpress/core';
import { type HashnetHeader, hashIndices } from './hash-indices.ts';

/** `w` has the weights that the entries of a layer share. */
export type HashnetParts = { readonly w: 'f32' };

/** What decodes what `hashnet` encoded. */
export const hashnetDecoder: Decoder<'f32', HashnetParts, HashnetHeader> = {
  id: 'hashnet',
  version: 1,
  parts: { w: ['f32'] },

  rebuild(ops, { w }, header, { shape }) {
    const { k, seed, row = 1 } = header;
    const [m] = sidesOf(shape);
    if (!(isCount(k) && k > 0 && k <= 2 ** 30)) throw new CodecError(`hashnet: k must be 1 to 2^30, not ${k}`);
    if (!(isCount(seed) && seed < 2 ** 32)) throw new CodecError(`hashnet: seed must be a u32, not ${seed}`);
    if (!(isCount(row) && row <= 2 ** 32 - m))
      throw new CodecError(`hashnet: rows must be numbered by u32, not from ${row}`);
    if (shape.length === 0) throw new CodecError('hashnet: a scalar has no columns');
    const weights = ops.reshape(w, [k]);
    const signed = ops.concat([weights, ops.sub(ops.tensor(ZERO, [1], 'float32'), weights)]);
    return ops.gather(signed, ops.tensor(indicesOf(header)(shape), [...shape], 'int32'));
  },
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

// Constants must be the same objects each time, so that a trainer uploads them once.
const ZERO = new Float32Array(1);
const indicesOf = memoise((header: HashnetHeader) => {
  let last: { readonly sides: string; readonly indices: Int32Array } | undefined;
  return (shape: readonly number[]): Int32Array => {
    const [m, n] = sidesOf(shape);
    if (last?.sides !== `${m} × ${n}`) last = { sides: `${m} × ${n}`, indices: hashIndices(header, m, n) };
    return last.indices;
  };
});
