import { type Codec, defineCodec, memoise, normal, type OptionSpecs, random } from '@tensorpress/core';

/** Options of `fixedFactor`. */
export interface FixedFactorOptions {
  readonly rank: number;
}

/** `seed` says what the fixed factor is. */
export type FixedFactorHeader = { readonly seed: number; readonly rank: number };

const options: OptionSpecs<FixedFactorOptions> = {
  rank: { type: 'integer', about: 'The columns of the fixed factor.', required: true, min: 1 },
};

/**
 * Low-rank decomposition as the paper on HashedNets has it: of the two factors of a matrix [m, n] the first is random, with
 * a deviation of 1/√m, and takes no storage; the second is learned.
 */
export const fixedFactor: Codec<FixedFactorOptions, 'f32', { readonly v: 'f32' }, FixedFactorHeader> = defineCodec({
  id: 'fixed-factor',
  version: 1,
  options,
  takes: ['f32'],
  parts: { v: ['f32'] },

  plan({ shape }, { rank }) {
    const [m = 0, n = 0] = shape;
    return shape.length === 2 && rank < m ? { v: { dtype: 'f32', shape: [rank, n] } } : 'is no matrix of a higher rank';
  },

  encode: () => 'is only trained from scratch',

  initialise({ data, shape: [m = 0, n = 0] }, { rank }, { seed = 0 }) {
    const mean = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    const scale = Math.sqrt((mean * m) / rank);
    const v = normals(random(seed + 1), rank * n).map((value) => scale * value);
    return { header: { seed, rank }, parts: { v: { dtype: 'f32', shape: [rank, n], data: v } } };
  },

  rebuild: (ops, { v }, header, { shape: [m = 0] }) =>
    ops.matMul(ops.tensor(factorOf(header)(m), [m, header.rank], 'float32'), v),

  factors: (ops, { v }, header, { shape: [m = 0] }) => [
    ops.tensor(factorOf(header)(m), [m, header.rank], 'float32'),
    v,
  ],
});

const factorOf = memoise(({ seed, rank }: FixedFactorHeader) => {
  let known: Float32Array | undefined;
  return (m: number): Float32Array => {
    known ??= normals(random(seed), m * rank).map((value) => value / Math.sqrt(m));
    return known;
  };
});

function normals(next: () => number, length: number): Float32Array {
  return Float32Array.from({ length }, () => normal(next));
}
