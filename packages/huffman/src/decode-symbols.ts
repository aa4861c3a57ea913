import { type BitReader, bitReader } from './bit-reader.ts';
import { LAYOUT, readTable } from './code-table.ts';
import { bytesOfMemory, emptyHalves, type Integers, rangeOf } from './integers.ts';
import { readBytes, readValues } from './read-codes.ts';

/**
 * Fills an array with the integers that `encodeSymbols` wrote.
 * @throws Error if the bytes are not such as it writes for an array of this type and length: neither more nor fewer.
 */
export function decodeSymbols<Target extends Integers>(bytes: Uint8Array, target: Target): Target {
  const reader = bitReader(bytes);
  if (target.length > 0) readInto(reader, target);
  reader.finish();
  return target;
}

function readInto(reader: BitReader, target: Integers): void {
  const layout = reader.take(2);
  if (layout === LAYOUT.halves) {
    readHalves(reader, target);
    return;
  }
  const { values, lengths } = readTable(reader, layout, rangeOf(target));
  if (layout === LAYOUT.constant) {
    target.fill(values[0]!);
  } else if (target.BYTES_PER_ELEMENT === 1) {
    readBytes(reader, lengths, values, bytesOfMemory(target));
  } else if (values.length <= 256) {
    const ranks = new Uint8Array(target.length);
    readBytes(
      reader,
      lengths,
      lengths.map((_, rank) => rank),
      ranks,
    );
    for (let i = 0; i < target.length; i++) target[i] = values[ranks[i]!]!;
  } else {
    readValues(reader, lengths, values, target);
  }
}

function readHalves(reader: BitReader, target: Integers): void {
  if (target.BYTES_PER_ELEMENT === 1) throw new Error('bytes must not be written in halves');
  const { high, low } = emptyHalves(target);
  readInto(reader, high);
  readInto(reader, low);
  const unit = 2 ** (low.BYTES_PER_ELEMENT * 8);
  for (let i = 0; i < target.length; i++) target[i] = high[i]! * unit + low[i]!;
}
