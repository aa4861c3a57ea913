import { bytesOf, type Codec, defineCodec, isOf } from '@tensorpress/core';
import { encodeSymbols } from './encode-symbols.ts';
import { type Coded, type HuffmanHeader, type HuffmanParts, huffmanDecoder } from './huffman-decoder.ts';
import { bytesOfMemory } from './integers.ts';
import { codesOf, narrowOf } from './narrow-floats.ts';
import { smallerByDeflate } from './smaller-by-deflate.ts';

/** Huffman coding has no options: what is smallest is found by trying. */
export type HuffmanOptions = Record<never, never>;

/**
 * Codes integers with as many bits as their frequency deserves, or deflates them where that makes them smaller still. So it does
 * with the codes of floats that are stored as such, as in a model that was quantised before.
 */
export const huffman: Codec<HuffmanOptions, Coded, HuffmanParts, HuffmanHeader> = defineCodec({
  ...huffmanDecoder,
  options: {},
  takes: ['u8', 'u16', 'u32', 'i8', 'i16', 'i32', 'f32'],

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
});
