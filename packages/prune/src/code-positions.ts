import { countGaps, runsOf, scanOf, toGaps } from './gaps.ts';
import { huffmanBits } from './huffman-bits.ts';

/** Positions of the ones of a mask: gap symbols of `bits` bits, along the axis that is gone through first. */
export interface CodedPositions {
  readonly bits: number;
  readonly axis: number;
  readonly gaps: Uint8Array<ArrayBuffer>;
}

const WIDTHS = [1, 2, 3, 4, 5, 6, 7, 8];
/** By how much the symbols, packed, may be larger than the smallest that there are. */
const SLACK = 1.5;

/**
 * Codes the ones of a mask as the gaps between them. Of both orders and all widths of symbols it takes the one that a Huffman
 * code makes smallest, out of those that are, if none follows, at most half as large again as the smallest.
 *
 * The order matters where weights stay or go together with their neighbours on one axis, as those of neighbouring pixels do.
 * Symbols of their own for classes of rows by density, or of gaps by the gap before, were tried and gain next to nothing.
 */
export function codePositions(mask: Uint8Array, rows: number, columns: number): CodedPositions {
  const codings = [0, 1].flatMap((axis) => {
    const runs = runsOf(mask, scanOf(rows, columns, axis));
    const histogram = new Map<number, number>();
    for (const run of runs) histogram.set(run, (histogram.get(run) ?? 0) + 1);
    return WIDTHS.map((bits) => {
      const counts = countGaps(histogram, bits);
      const packed = bits * counts.reduce((sum, count) => sum + count, 0);
      return { axis, bits, runs, packed, coded: huffmanBits(counts) };
    });
  });
  const limit = SLACK * Math.min(...codings.map(({ packed }) => packed));
  const { axis, bits, runs } = codings
    .filter(({ packed }) => packed <= limit)
    .reduce((best, coding) => (coding.coded < best.coded ? coding : best));
  return { axis, bits, gaps: toGaps(runs, bits) };
}

/** Bytes that `codePositions` needs at most for `count` ones among `size` entries. */
export function positionsBound(size: number, count: number): number {
  const packed = WIDTHS.map((bits) => bits * (count + Math.floor((size - count) / (2 ** bits - 1))));
  return Math.ceil((SLACK * Math.min(...packed)) / 8);
}
