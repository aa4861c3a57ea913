import fc from 'fast-check';
import { fromHalf } from './half.ts';
import { arrays, type DType, sizeOf, type Tensor } from './tensor.ts';
import type { Json, JsonObject, Model, Tree } from './tree.ts';

fc.configureGlobal({ seed: 20, numRuns: 200 });

const dtypes = Object.keys(arrays) as DType[];

export const anyShape = (most = 60): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 4 }).filter((shape) => sizeOf(shape) <= most);

/** Any bit pattern of any element type: NaNs with payloads, denormals, minus zero. */
const anyWide: fc.Arbitrary<Tensor> = fc.tuple(fc.constantFrom(...dtypes), anyShape()).chain(([dtype, shape]) => {
  const bytes = sizeOf(shape) * arrays[dtype].BYTES_PER_ELEMENT;
  return fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((data) => ({ dtype, shape, data: new arrays[dtype](data.slice().buffer, 0, sizeOf(shape)) }));
});

const filled = (dtype: DType, values: readonly number[]) => {
  const data = new arrays[dtype](values.length);
  data.set(values);
  return data;
};

/** Unsigned integers below 2^bits. */
const anyPacked: fc.Arbitrary<Tensor> = fc
  .constantFrom('u8' as const, 'u16' as const, 'u32' as const)
  .chain((dtype) =>
    fc.tuple(fc.constant(dtype), anyShape(), fc.integer({ min: 1, max: arrays[dtype].BYTES_PER_ELEMENT * 8 - 1 })),
  )
  .chain(([dtype, shape, bits]) =>
    fc
      .array(fc.integer({ min: 0, max: 2 ** bits - 1 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
      .map((values) => ({ dtype, shape, bits, data: filled(dtype, values) })),
  );

/** Half-precision numbers; a NaN of any payload is the same to them. */
const anyHalf: fc.Arbitrary<Tensor> = anyShape().chain((shape) =>
  fc
    .array(fc.integer({ min: 0, max: 65535 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((codes) => ({ dtype: 'f32', shape, bits: 16, data: Float32Array.from(codes, fromHalf) })),
);

/** Points of a grid that are far enough apart for f32. */
const anyGrid: fc.Arbitrary<Tensor> = fc
  .tuple(
    anyShape(),
    fc.integer({ min: 1, max: 16 }),
    fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    fc.integer({ min: -9, max: 9 }),
  )
  .chain(([shape, bits, scale, min]) =>
    fc
      .array(fc.integer({ min: 0, max: 2 ** bits - 1 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
      .map((codes) => ({
        dtype: 'f32',
        shape,
        bits,
        grid: [scale, min * scale],
        data: Float32Array.from(codes, (code) => code * scale + min * scale),
      })),
  );

export const anyTensor: fc.Arbitrary<Tensor> = fc.oneof(anyWide, anyPacked, anyHalf, anyGrid);

const anyName = fc
  .oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('0', '7', '10', 'constructor', 'toString', 'a.b', 'a/b', 'ключ', '\u0000', '"'),
  )
  .filter((name) => name !== '__proto__');

const anyJson: fc.Arbitrary<Json> = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.parse(JSON.stringify(value), (key, inner) => (key === '__proto__' ? undefined : inner)));

const anyObject: fc.Arbitrary<JsonObject> = fc.dictionary(anyName, anyJson, { maxKeys: 3, noNullPrototype: true });

/** Trees of some leaves, which they share. */
const anyTree = (leaves: readonly Tensor[]): fc.Arbitrary<Tree> =>
  fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom(...leaves),
      fc.record({
        codec: fc.string({ maxLength: 8 }),
        version: fc.integer({ min: 1, max: 99 }),
        dtype: fc.constantFrom(...dtypes),
        shape: anyShape(),
        header: anyObject,
        parts: fc.dictionary(anyName, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
      }),
    ),
  })).tree;

/** Models whose weights share leaves, with or without a topology. */
export const anyModel: fc.Arbitrary<Model> = fc
  .array(anyTensor, { minLength: 1, maxLength: 4 })
  .chain((leaves) =>
    fc.record(
      { weights: fc.dictionary(anyName, anyTree(leaves), { maxKeys: 5, noNullPrototype: true }), topology: anyObject },
      { requiredKeys: ['weights'] },
    ),
  );

/** Bytes cut into chunks, some of them empty. */
export const anyChunks = (bytes: Uint8Array): fc.Arbitrary<Uint8Array[]> =>
  fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 12 }).map((cuts) => {
    const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
    return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
  });

/** The raw bytes of a tensor's values. */
export const bytesIn = ({ data }: Tensor): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
