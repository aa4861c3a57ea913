import { type Codec, defineCodec, memoise, type OptionSpecs, random, sizeOf } from '@tensorpress/core';

/** Options of `randomEdges`. */
export interface RandomEdgesOptions {
  /** Weights that are left. */
  readonly edges: number;
}

/** `seed` says which weights are left, and `edges` how many. */
export type RandomEdgesHeader = { readonly seed: number; readonly edges: number };

const options: OptionSpecs<RandomEdgesOptions> = {
  edges: { type: 'integer', about: 'Weights that are left.', required: true, min: 1 },
};

/** Random edge removal: some weights are left, chosen before training by chance; where they are takes no storage. */
export const randomEdges: Codec<RandomEdgesOptions, 'f32', { readonly values: 'f32' }, RandomEdgesHeader> = defineCodec(
  {
    id: 'random-edges',
    version: 1,
    options,
    takes: ['f32'],
    parts: { values: ['f32'] },

    plan: ({ shape }, { edges }) =>
      edges < sizeOf(shape) ? { values: { dtype: 'f32', shape: [edges] } } : 'has no more weights than are to be left',

    encode({ data }, { edges }, { seed = 0 }) {
      const header = { seed, edges };
      const values = new Float32Array(edges);
      for (const [i, value] of valuesOf(header)(data.length).entries()) if (value < edges) values[value] = data[i]!;
      return { header, parts: { values: { dtype: 'f32', shape: [edges], data: values } } };
    },

    initialise({ data }, { edges }, { seed = 0 }) {
      // Units with fewer inputs have larger weights.
      const scale = Math.sqrt(data.length / edges);
      const values = data.slice(0, edges).map((value) => scale * value);
      return { header: { seed, edges }, parts: { values: { dtype: 'f32', shape: [edges], data: values } } };
    },

    rebuild(ops, { values }, header, { shape }) {
      const size = sizeOf(shape);
      const indices = ops.tensor(valuesOf(header)(size), [size], 'int32');
      return ops.reshape(ops.gather(ops.concat([values, ops.tensor(ZERO, [1], 'float32')]), indices), [...shape]);
    },
  },
);

const ZERO = new Float32Array(1);

/** Which value each of `size` weights has; those that are removed have the one after the last. */
const valuesOf = memoise(({ seed, edges }: RandomEdgesHeader) => {
  let known: Int32Array | undefined;
  return (size: number): Int32Array => {
    if (known?.length === size) return known;
    known = new Int32Array(size).fill(edges);
    const next = random(seed);
    for (let value = 0; value < edges; ) {
      const i = Math.floor(next() * size);
      if (known[i] === edges) known[i] = value++;
    }
    return known;
  };
});
