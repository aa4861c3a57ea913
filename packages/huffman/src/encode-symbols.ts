import { type Alphabet, alphabetOf } from './alphabet.ts';
import { bestTable } from './best-table.ts';
import { type BitWriter, bitWriter } from './bit-writer.ts';
import { canonicalCodes } from './canonical-codes.ts';
import { LAYOUT } from './code-table.ts';
import { emptyHalves, type Integers, rangeOf } from './integers.ts';
import { writeCodes } from './write-codes.ts';

/** A way to write some integers. */
interface Plan {
  readonly bits: number;
  write(writer: BitWriter): void;
}

/**
 * Integers as a table of Huffman codes and the codes themselves, in as few bytes as that takes: see the README for the format.
 *
 * Arrays of many different values are written as their high and low halves where that is shorter. Takes O(n) steps.
 */
export function encodeSymbols(data: Integers): Uint8Array<ArrayBuffer> {
  if (data.length === 0) return new Uint8Array(0);
  const plan = planFor(data);
  const writer = bitWriter(plan.bits);
  plan.write(writer);
  return writer.bytes;
}

function planFor(data: Integers): Plan {
  const alphabet = alphabetOf(data);
  const whole = alphabet && planWhole(data, alphabet);
  if (whole && (data.BYTES_PER_ELEMENT === 1 || alphabet.values.length <= 256)) return whole;
  const halves = planHalves(data);
  return whole && whole.bits <= halves.bits ? whole : halves;
}

function planWhole(data: Integers, alphabet: Alphabet): Plan {
  const { lengths, fields, bits } = bestTable(alphabet, rangeOf(data));
  const { keys, symbols } = alphabet;
  return {
    bits,
    write(writer) {
      for (const [value, width] of fields) writer.put(value, width);
      if (lengths.length === 1) return;
      const codes = new Int32Array(keys.reduce(larger) + 1);
      canonicalCodes(lengths).forEach((code, i) => {
        codes[keys[i]!] = code;
      });
      writeCodes(writer, symbols, codes, lengths.reduce(larger));
    },
  };
}

const larger = (a: number, b: number) => Math.max(a, b);

function planHalves(data: Integers): Plan {
  const { high, low } = emptyHalves(data);
  const width = low.BYTES_PER_ELEMENT * 8;
  for (let i = 0; i < data.length; i++) {
    low[i] = data[i]!;
    high[i] = data[i]! >> width;
  }
  const plans = [planFor(high), planFor(low)];
  return {
    bits: plans.reduce((sum, { bits }) => sum + bits, 2),
    write(writer) {
      writer.put(LAYOUT.halves, 2);
      for (const plan of plans) plan.write(writer);
    },
  };
}
