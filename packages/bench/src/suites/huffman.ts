import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { random } from '@tensorpress/core';
import { codeLengths, decodeSymbols, encodeSymbols } from '@tensorpress/huffman';
import { deflateRaw, inflateRaw } from 'pako';
import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Suite } from '../suite.ts';
import { medians } from '../timing.ts';

/** Symbols drawn with probabilities in proportion to `weights`. */
function draw(count: number, weights: readonly number[], seed = 1): Uint8Array {
  const next = random(seed);
  const total = weights.reduce((sum, weight) => sum + weight);
  let sum = 0;
  const ends = weights.map((weight) => (sum += weight / total));
  return Uint8Array.from({ length: count }, () => {
    const point = next();
    const symbol = ends.findIndex((end) => point < end);
    return symbol < 0 ? weights.length - 1 : symbol;
  });
}

/** Bytes of the best Huffman code without a limit to its lengths, and without its table. */
function idealBytes(data: Uint8Array): number {
  const counts = new Float64Array(256);
  for (const symbol of data) counts[symbol]!++;
  const used = counts.filter((count) => count > 0);
  const lengths = codeLengths(used, 32);
  return used.reduce((bits, count, i) => bits + count * lengths[i]!, 0) / 8;
}

const geometric = (size: number, ratio: number, centre = 0) =>
  Array.from({ length: size }, (_, k) => ratio ** Math.abs(k - centre));

/** Speed beside pako and zlib, and size beside the ideal code. */
export const huffmanSuite: Suite = {
  about:
    'Eight million 4-bit symbols with p(k) ∝ 0.6^|k−8|, one to a byte, on one thread: encoding and decoding beside the Huffman-only modes of pako (JavaScript) and of the zlib that Node has (C). Medians of runs in turn. Then coded sizes, tables included, beside the ideal Huffman code without its table.',

  async run() {
    const data = draw(8_000_000, geometric(16, 0.6, 8));
    const options = { strategy: constants.Z_HUFFMAN_ONLY };
    const coded = encodeSymbols(data);
    const byPako = deflateRaw(data, { strategy: 2 });
    const byZlib = deflateRawSync(data, options);
    const target = new Uint8Array(data.length);
    decodeSymbols(coded, target);
    if (!target.every((symbol, i) => symbol === data[i]))
      throw new Error('huffman: what is decoded is not what was encoded');
    const seconds = await medians(
      {
        encode: () => encodeSymbols(data),
        pakoEncode: () => deflateRaw(data, { strategy: 2 }),
        zlibEncode: () => deflateRawSync(data, options),
        decode: () => decodeSymbols(coded, target),
        pakoDecode: () => inflateRaw(byPako),
        zlibDecode: () => inflateRawSync(byZlib),
      },
      7,
    );
    const speed = (name: keyof typeof seconds) => data.length / seconds[name]! / 1e6;
    const speeds = [
      { coder: 'tensorpress', encode: speed('encode'), decode: speed('decode'), bytes: coded.length },
      { coder: 'pako', encode: speed('pakoEncode'), decode: speed('pakoDecode'), bytes: byPako.length },
      { coder: 'zlib', encode: speed('zlibEncode'), decode: speed('zlibDecode'), bytes: byZlib.length },
    ];
    const sources: [string, Uint8Array][] = [
      ['4 bits, p ∝ 0.6^|k−8|', draw(100_000, geometric(16, 0.6, 8))],
      ['5 bits, p ∝ 0.9^k', draw(100_000, geometric(32, 0.9))],
      ['8 bits, p ∝ 0.97^|k−128|', draw(100_000, geometric(256, 0.97, 128))],
      ['8 bits, p ∝ 0.9^k', draw(100_000, geometric(256, 0.9))],
      ['8 bits, uniform', draw(1_000_000, geometric(256, 1))],
      ['2 symbols, p = 0.95', draw(100_000, [0.95, 0.05])],
    ];
    const sizes = sources.map(([source, symbols]) => ({
      source,
      symbols: symbols.length,
      bytes: encodeSymbols(symbols).length,
      ideal: Math.ceil(idealBytes(symbols)),
    }));
    return [...speeds, ...sizes];
  },

  show(rows) {
    const speeds = rows.filter((row) => 'coder' in row);
    const pakoRow = speeds.find(({ coder }) => coder === 'pako');
    return [
      markdownTable(
        ['coder', 'encode, Msym/s', 'decode, Msym/s', '× pako', 'bytes'],
        speeds.map(({ coder, encode, decode, bytes }) => [
          `${coder}`,
          fixed(encode, 0),
          fixed(decode, 0),
          `${fixed(Number(encode) / Number(pakoRow?.encode), 1)} / ${fixed(Number(decode) / Number(pakoRow?.decode), 1)}`,
          integer(bytes),
        ]),
      ),
      markdownTable(
        ['source', 'symbols', 'bytes', 'ideal', 'above'],
        rows
          .filter((row) => 'source' in row)
          .map(({ source, symbols, bytes, ideal }) => [
            `${source}`,
            integer(symbols),
            integer(bytes),
            integer(ideal),
            `${fixed(100 * (Number(bytes) / Number(ideal) - 1), 2)} %`,
          ]),
      ),
    ].join('\n\n');
  },
};
