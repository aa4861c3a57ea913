import type { Alphabet } from './alphabet.ts';
import { LONGEST } from './canonical-codes.ts';
import { codeLengths } from './code-lengths.ts';
import { type Range, tableFields } from './code-table.ts';
import type { Field } from './integer-codes.ts';
import { LONGEST_IN_PAIR } from './write-codes.ts';

/** Short codes are quicker to write and to read; by this factor the symbols may become longer for their sake. */
const ALLOWANCE = 1.0005;

/** Larger alphabets are not worth the time of trying several tables. */
const TRIED = 2 ** 12;

/** A table, ready to be written. */
interface Table {
  readonly lengths: Uint8Array;
  readonly fields: readonly Field[];
  /** Of the table and of all symbols together. */
  readonly bits: number;
}

/**
 * The table with which an array takes few bits. The lengths of optimal codes follow every accident of the counts, which makes them
 * long to write; those of smoothed counts are tried too, for as long as that helps.
 */
export function bestTable({ values, counts }: Alphabet, range: Range): Table {
  const tableFor = (weights: readonly number[]): Table => {
    const lengths = lengthsFor(weights);
    const fields = tableFields({ values, lengths }, range);
    return { lengths, fields, bits: fields.reduce((bits, [, width]) => bits + width, bitsOf(counts, lengths)) };
  };
  let best = tableFor(counts);
  for (let weights = smoothed(counts); weights.length <= TRIED; weights = smoothed(weights)) {
    const next = tableFor(weights);
    if (next.bits >= best.bits) break;
    best = next;
  }
  return best;
}

const smoothed = (counts: readonly number[]): number[] =>
  counts.map((count, i) => ((counts[i - 1] ?? count) + 2 * count + (counts[i + 1] ?? count)) / 4);

function lengthsFor(weights: readonly number[]): Uint8Array {
  const best = codeLengths(weights, LONGEST);
  if (weights.length > 2 ** LONGEST_IN_PAIR || best.every((length) => length <= LONGEST_IN_PAIR)) return best;
  const short = codeLengths(weights, LONGEST_IN_PAIR);
  return bitsOf(weights, short) <= bitsOf(weights, best) * ALLOWANCE ? short : best;
}

const bitsOf = (counts: readonly number[], lengths: Uint8Array): number =>
  lengths.reduce((sum, length, i) => sum + length * counts[i]!, 0);
