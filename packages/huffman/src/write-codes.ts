import type { BitWriter } from './bit-writer.ts';

/** The longest code of which two fit into one entry of a table of pairs. */
export const LONGEST_IN_PAIR = 12;

const CODE = -256;

/**
 * Writes the code of each symbol.
 *
 * `codes` has for each symbol its code in the high 24 bits and the length of the code in the low 8; `longest` is the largest
 * length. Bytes are looked up two at a time where the table of pairs is smaller than what it helps to write.
 */
export function writeCodes(
  writer: BitWriter,
  symbols: Uint8Array | Uint16Array,
  codes: Int32Array,
  longest: number,
): void {
  const width = 32 - Math.clz32(codes.length - 1);
  const inPairs = symbols instanceof Uint8Array && longest <= LONGEST_IN_PAIR && 4 ** width <= symbols.length;
  const done = inPairs
    ? writePairs(writer, symbols, pairCodes(codes, width), width)
    : writeSingles(writer, symbols, codes);
  for (let i = done; i < symbols.length; i++) {
    const code = codes[symbols[i]!]!;
    const length = code & 255;
    writer.put((code >>> 8) >>> (24 - length), length);
  }
}

/** The codes of two symbols one after the other, by `first | second << width`. */
function pairCodes(codes: Int32Array, width: number): Int32Array {
  const pairs = new Int32Array(4 ** width);
  codes.forEach((second, b) => {
    codes.forEach((first, a) => {
      const length = first & 255;
      pairs[a | (b << width)] = (first & CODE) | ((second & CODE) >>> length) | (length + (second & 255));
    });
  });
  return pairs;
}

/*
 * Both loops hold the bits of the byte begun at the top of `held`. They store a whole word after each look-up and move on by the
 * bytes that are full, which takes no branch that a processor could predict wrongly. They stop where a word would not fit any more.
 */

function writePairs(writer: BitWriter, symbols: Uint8Array, pairs: Int32Array, width: number): number {
  const source = new DataView(symbols.buffer, symbols.byteOffset, symbols.length);
  const target = new DataView(writer.bytes.buffer);
  const end = symbols.length - 4;
  const lastWord = target.byteLength - 8;
  const shift = 8 - width;
  const first = (1 << width) - 1;
  const second = first << width;
  let at = Math.floor(writer.position / 8);
  let bits = writer.position % 8;
  let held = writer.bytes[at]! << 24;
  let i = 0;
  for (; i <= end && at <= lastWord; i += 4) {
    const word = source.getUint32(i, true);
    const shifted = word >>> shift;
    const a = pairs[(word & first) | (shifted & second)]!;
    held |= (a & CODE) >>> bits;
    bits += a & 31;
    target.setInt32(at, held);
    at += bits >>> 3;
    held <<= bits & 24;
    bits &= 7;
    const b = pairs[((word >>> 16) & first) | ((shifted >>> 16) & second)]!;
    held |= (b & CODE) >>> bits;
    bits += b & 31;
    target.setInt32(at, held);
    at += bits >>> 3;
    held <<= bits & 24;
    bits &= 7;
  }
  writer.position = at * 8 + bits;
  return i;
}

function writeSingles(writer: BitWriter, symbols: Uint8Array | Uint16Array, codes: Int32Array): number {
  const target = new DataView(writer.bytes.buffer);
  const lastWord = target.byteLength - 4;
  let at = Math.floor(writer.position / 8);
  let bits = writer.position % 8;
  let held = writer.bytes[at]! << 24;
  let i = 0;
  for (; i < symbols.length && at <= lastWord; i++) {
    const code = codes[symbols[i]!]!;
    held |= (code & CODE) >>> bits;
    bits += code & 31;
    target.setInt32(at, held);
    at += bits >>> 3;
    held <<= bits & 24;
    bits &= 7;
  }
  writer.position = at * 8 + bits;
  return i;
}
