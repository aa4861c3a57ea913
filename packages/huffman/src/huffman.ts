import { arrays, bytesOf, type Codec, defineCodec, sizeOf } from '@tensorpress/core';
import { decodeSymbols } from './decode-symbols.ts';
import { inflateInto } from './deflate.ts';
import { encodeSymbols } from './encode-symbols.ts';
import { bytesOfMemory } from './integers.ts';
import { smallerByDeflate } from './smaller-by-deflate.ts';

/** Huffman coding has no options: what is smallest is found by trying. */
export type HuffmanOptions = Record<never, never>;

type Integer = 'u8' | 'u16' | 'u32' | 'i8' | 'i16' | 'i32';

/** `deflate` is the number of bytes, where they are deflated ones. */
type Header = { readonly deflate?: number };

/** Codes integers with as many bits as their frequency deserves, or deflates them where that makes them smaller still. */
export const huffman: Codec<HuffmanOptions, Integer, { bytes: 'u8' }, Header> = defineCodec({
  id: 'huffman',
  version: 1,
  options: {},
  takes: ['u8', 'u16', 'u32', 'i8', 'i16', 'i32'],
  parts: { bytes: ['u8'] },

  plan: (info) => ({ bytes: { dtype: 'u8', shape: [bytesOf(info)] } }),

  async encode(tensor) {
    const coded = encodeSymbols(tensor.data);
    const cost = JSON.stringify({ deflate: coded.length }).length - 2;
    const deflated = await smallerByDeflate(bytesOfMemory(tensor.data), coded.length - cost);
    const data = deflated ?? coded;
    if (data.length >= bytesOf(tensor)) return 'neither Huffman codes nor deflate make it smaller';
    return {
      header: deflated ? { deflate: deflated.length } : {},
      parts: { bytes: { dtype: 'u8', shape: [data.length], data } },
    };
  },

  async decode({ header, parts }, { dtype, shape }) {
    const { data: bytes } = parts.bytes;
    const data = new arrays[dtype](sizeOf(shape));
    if (header.deflate === undefined) {
      decodeSymbols(bytes, data);
    } else {
      if (header.deflate !== bytes.length)
        throw new Error(`there must be ${header.deflate} bytes, not ${bytes.length}`);
      await inflateInto(bytes.slice(), bytesOfMemory(data));
    }
    return { dtype, shape, data };
  },
});
