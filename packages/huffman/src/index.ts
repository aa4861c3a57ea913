/**
 * Canonical, length-limited Huffman codes for integer tensors.
 * @module
 */
export { codeLengths } from './code-lengths.ts';
export { decodeSymbols } from './decode-symbols.ts';
export { encodeSymbols } from './encode-symbols.ts';
export { type HuffmanOptions, huffman } from './huffman.ts';
export type { Integers } from './integers.ts';
