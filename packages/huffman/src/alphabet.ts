import { bytesOfMemory, type Integers, isSigned } from './integers.ts';

/** The range in which values are counted by number. */
const NARROW = 2 ** 16;

/** The most values that an alphabet of so many symbols has: a table of more would be larger than what it makes smaller. */
const largestFor = (size: number): number => Math.max(256, Math.min(NARROW, size >> 2));

/** The different values of an array, and the array in terms of them. */
export interface Alphabet {
  /** Ascending. */
  readonly values: readonly number[];
  /** How often each occurs. */
  readonly counts: readonly number[];
  /** What `symbols` calls each of them. */
  readonly keys: readonly number[];
  readonly symbols: Uint8Array | Uint16Array;
}

/** The alphabet of an array, or `undefined` if there are too many values for one. Takes O(n) steps. */
export function alphabetOf(data: Integers): Alphabet | undefined {
  if (data.BYTES_PER_ELEMENT === 1) return byteAlphabet(data);
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return max - min < NARROW ? narrowAlphabet(data, min, max) : wideAlphabet(data);
}

function byteAlphabet(data: Integers): Alphabet {
  const symbols = bytesOfMemory(data);
  const all = byteCounts(symbols);
  const values: number[] = [];
  const first = isSigned(data) ? -128 : 0;
  for (let value = first; value < first + 256; value++) if (all[value & 255]) values.push(value);
  const keys = values.map((value) => value & 255);
  return { values, keys, counts: keys.map((key) => all[key]!), symbols };
}

/** Four tables, because counting one value twice in a row makes the processor wait. */
function byteCounts(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const counts = new Uint32Array(256);
  const [b, c, d] = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)];
  let i = 0;
  for (; i <= bytes.length - 4; i += 4) {
    const word = view.getUint32(i);
    counts[word & 255]!++;
    b[(word >>> 8) & 255]!++;
    c[(word >>> 16) & 255]!++;
    d[word >>> 24]!++;
  }
  for (; i < bytes.length; i++) counts[bytes[i]!]!++;
  for (let value = 0; value < 256; value++) counts[value]! += b[value]! + c[value]! + d[value]!;
  return counts;
}

function narrowAlphabet(data: Integers, min: number, max: number): Alphabet | undefined {
  const all = new Uint32Array(max - min + 1);
  for (let i = 0; i < data.length; i++) all[data[i]! - min]!++;
  const values: number[] = [];
  const counts: number[] = [];
  const ranks = new Uint16Array(all.length);
  for (let i = 0; i < all.length; i++) {
    if (all[i] === 0) continue;
    ranks[i] = values.length;
    values.push(min + i);
    counts.push(all[i]!);
  }
  if (values.length > largestFor(data.length)) return undefined;
  const symbols = emptySymbols(data.length, values.length);
  for (let i = 0; i < symbols.length; i++) symbols[i] = ranks[data[i]! - min]!;
  return { values, counts, keys: values.map((_, rank) => rank), symbols };
}

function wideAlphabet(data: Integers): Alphabet | undefined {
  const all = new Map<number, number>();
  const largest = largestFor(data.length);
  for (const value of data) {
    all.set(value, (all.get(value) ?? 0) + 1);
    if (all.size > largest) return undefined;
  }
  const values = Array.from(Float64Array.from(all.keys()).sort());
  const counts = values.map((value) => all.get(value)!);
  values.forEach((value, rank) => {
    all.set(value, rank);
  });
  const symbols = emptySymbols(data.length, values.length);
  data.forEach((value, i) => {
    symbols[i] = all.get(value)!;
  });
  return { values, counts, keys: counts.map((_, rank) => rank), symbols };
}

const emptySymbols = (size: number, alphabet: number): Uint8Array | Uint16Array =>
  alphabet <= 256 ? new Uint8Array(size) : new Uint16Array(size);
