import { arrays, bytesOf, type Codec, defineCodec, isOf, sizeOf } from '@tensorpress/core';
import { decodeSymbols } from './decode-symbols.ts';
import { inflateInto } from './deflate.ts';
import { encodeSymbols } from './encode-symbols.ts';
import { bytesOfMemory } from './integers.ts';
import { checkNarrow, codesOf, emptyCodes, type Narrow, narrowOf, valuesOf } from './narrow-floats.ts';
import { smallerByDeflate } from './smaller-by-deflate.ts';

/** Huffman coding has no options: what is smallest is found by trying. */
export type HuffmanOptions = Record<never, never>;

type Coded = 'u8' | 'u16' | 'u32' | 'i8' | 'i16' | 'i32' | 'f32';

/** `deflate` is the number of bytes, where they are deflated ones; the others say what codes of floats stand for. */
type Header = { readonly deflate?: number } & Partial<Narrow>;

/**
 * Codes integers with as many bits as their frequency deserves, or deflates them where that makes them smaller still. So it does
 * with the codes of floats that are stored as such, as in a model that was quantised before.
 */
export const huffman: Codec<HuffmanOptions, Coded, { bytes: 'u8' }, Header> = defineCodec({
  id: 'huffman',
  version: 1,
  options: {},
  takes: ['u8', 'u16', 'u32', 'i8', 'i16', 'i32', 'f32'],
  parts: { bytes: ['u8'] },

  plan: (info) => ({ bytes: { dtype: 'u8', shape: [bytesOf(info)] } }),

  async encode(tensor) {
    const narrow = isOf(tensor, 'f32') ? narrowOf(tensor) : undefined;
    const { data } = tensor;
    const codes = data instanceof Float32Array ? narrow && codesOf(data, narrow) : data;
    if (!codes) return narrow ? 'holds floats beside their grid' : 'holds floats of full width';
    const coded = encodeSymbols(codes);
    const cost = JSON.stringify({ deflate: coded.length }).length - 2;
    const deflated = await smallerByDeflate(bytesOfMemory(codes), coded.length - cost);
    const bytes = deflated ?? coded;
    if (bytes.length >= bytesOf(tensor)) return 'neither Huffman codes nor deflate make it smaller';
    return {
      header: { ...narrow, ...(deflated && { deflate: deflated.length }) },
      parts: { bytes: { dtype: 'u8', shape: [bytes.length], data: bytes } },
    };
  },

  async decode({ header, parts }, { dtype, shape }) {
    const { deflate, bits = 32, grid } = header;
    const narrow = { bits, ...(grid && { grid }) };
    if (dtype === 'f32') checkNarrow(narrow);
    const size = sizeOf(shape);
    const codes = dtype === 'f32' ? emptyCodes(size, narrow) : new arrays[dtype](size);
    const { data: bytes } = parts.bytes;
    if (deflate === undefined) {
      decodeSymbols(bytes, codes);
    } else {
      if (deflate !== bytes.length) throw new Error(`there must be ${deflate} bytes, not ${bytes.length}`);
      await inflateInto(bytes.slice(), bytesOfMemory(codes));
    }
    return dtype === 'f32' ? { dtype, shape, ...narrow, data: valuesOf(codes, narrow) } : { dtype, shape, data: codes };
  },
});
