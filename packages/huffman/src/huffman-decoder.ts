import { arrays, type Decoder, sizeOf } from '@tensorpress/core';
import { decodeSymbols } from './decode-symbols.ts';
import { inflateInto } from './deflate.ts';
import { bytesOfMemory } from './integers.ts';
import { checkNarrow, emptyCodes, type Narrow, valuesOf } from './narrow-floats.ts';

/** What can be coded. */
export type Coded = 'u8' | 'u16' | 'u32' | 'i8' | 'i16' | 'i32' | 'f32';

/** The codes. */
export type HuffmanParts = { readonly bytes: 'u8' };

/** `deflate` is the number of bytes, where they are deflated ones; the others say what codes of floats stand for. */
export type HuffmanHeader = { readonly deflate?: number } & Partial<Narrow>;

/** What decodes what `huffman` encoded. */
export const huffmanDecoder: Decoder<Coded, HuffmanParts, HuffmanHeader> = {
  id: 'huffman',
  version: 1,
  parts: { bytes: ['u8'] },

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
};
