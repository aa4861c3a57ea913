import type { BitReader } from './bit-reader.ts';
import { canonicalOrder, LONGEST } from './canonical-codes.ts';

/** What it takes to read canonical codes of some lengths. */
interface Decoder {
  /** Symbols in the order of their codes. */
  readonly order: Uint32Array;
  /** By length: where the codes of that length end among all 24-bit strings, and what to add to a code's number there for its place in `order`. */
  readonly ends: Uint32Array;
  readonly starts: Uint32Array;
  /** By the next `window` bits: the place of the code that they begin with, and its length in the low 5 bits; 0 if it is longer. */
  readonly places: Uint32Array;
  readonly window: number;
}

/** A table of 2^12 entries stays in the fastest cache; few symbols are read faster than it is made. */
const windowFor = (size: number): number => (size < 2 ** 14 ? 8 : 12);

function decoderOf(lengths: Uint8Array, size: number): Decoder {
  const window = windowFor(size);
  const order = canonicalOrder(lengths);
  const ends = new Uint32Array(LONGEST + 1);
  const starts = new Uint32Array(LONGEST + 1);
  const places = new Uint32Array(2 ** window);
  let end = 0;
  order.forEach((symbol, place) => {
    const length = lengths[symbol]!;
    if (ends[length] === 0) starts[length] = place - (end >>> (LONGEST - length));
    const from = end >>> (LONGEST - window);
    end += 2 ** (LONGEST - length);
    ends[length] = end;
    if (length <= window) places.fill((place << 5) | length, from, end >>> (LONGEST - window));
  });
  for (let length = 1; length <= LONGEST; length++) ends[length] = Math.max(ends[length]!, ends[length - 1]!);
  return { order, ends, starts, places, window };
}

/** Reads one code, and gives the place of its symbol in `order`. */
function readPlace(reader: BitReader, { ends, starts }: Decoder): number {
  const next = reader.peek();
  let length = 1;
  while (next >= ends[length]!) length++;
  reader.skip(length);
  return ((next >>> (LONGEST - length)) + starts[length]!) >>> 0;
}

/**
 * Reads as many codes as `target` has room for, and puts the `names` of their symbols there, which are bytes.
 *
 * `lengths` are those of a complete prefix code. One look-up gives up to four symbols.
 * @throws Error if there are fewer bits than that takes.
 */
export function readBytes(reader: BitReader, lengths: Uint8Array, names: ArrayLike<number>, target: Uint8Array): void {
  const decoder = decoderOf(lengths, target.length);
  const sorted = Uint8Array.from(decoder.order, (symbol) => names[symbol]!);
  const { words, steps } = severalAtOnce(decoder, sorted);
  let done = 0;
  while (done < target.length) {
    done = readQuickly(reader, decoder.window, words, steps, target, done);
    if (done < target.length) target[done++] = sorted[readPlace(reader, decoder)]!;
  }
}

/** By the next `window` bits: the up to four symbols that are whole there, and their number above the 5 bits of their length. */
function severalAtOnce({ places, window }: Decoder, sorted: Uint8Array): { words: Uint32Array; steps: Uint8Array } {
  const words = new Uint32Array(places.length);
  const steps = new Uint8Array(places.length);
  for (let bits = 0; bits < places.length; bits++) {
    let word = 0;
    let count = 0;
    let length = 0;
    for (; count < 4; count++) {
      const entry = places[(bits << length) & (places.length - 1)]!;
      if (entry === 0 || length + (entry & 31) > window) break;
      word |= sorted[entry >>> 5]! << (8 * count);
      length += entry & 31;
    }
    words[bits] = word;
    steps[bits] = (count << 5) | length;
  }
  return { words, steps };
}

/** Reads up to the next code that is longer than the window, or to where a word might reach beyond the end; gives the symbols done. */
function readQuickly(
  reader: BitReader,
  window: number,
  words: Uint32Array,
  steps: Uint8Array,
  bytes: Uint8Array,
  done: number,
): number {
  const source = new DataView(reader.bytes.buffer, reader.bytes.byteOffset, reader.bytes.length);
  const target = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const lastFrom = source.byteLength - 4;
  const lastTo = target.byteLength - 8;
  const shift = 32 - window;
  let from = Math.floor(reader.position / 8);
  let bit = reader.position % 8;
  let to = done;
  while (from <= lastFrom && to <= lastTo) {
    // At least 25 of these bits are new: enough for two windows of 12.
    let next = source.getUint32(from) << bit;
    let step = steps[next >>> shift]!;
    target.setUint32(to, words[next >>> shift]!, true);
    // A shift looks at no more than the low 5 bits.
    next <<= step;
    to += step >>> 5;
    bit += step & 31;
    step = steps[next >>> shift]!;
    target.setUint32(to, words[next >>> shift]!, true);
    to += step >>> 5;
    bit += step & 31;
    from += bit >>> 3;
    bit &= 7;
    if (step === 0) break;
  }
  reader.position = from * 8 + bit;
  return to;
}

/**
 * Reads as many codes as `target` has room for, and puts the `values` of their symbols there.
 * @throws Error if there are fewer bits than that takes.
 */
export function readValues(
  reader: BitReader,
  lengths: Uint8Array,
  values: ArrayLike<number>,
  target: { readonly length: number; [index: number]: number },
): void {
  const decoder = decoderOf(lengths, target.length);
  const { order, places, window } = decoder;
  for (let i = 0; i < target.length; i++) {
    const entry = places[reader.peek() >>> (LONGEST - window)]!;
    if (entry === 0) {
      target[i] = values[order[readPlace(reader, decoder)]!]!;
    } else {
      reader.skip(entry & 31);
      target[i] = values[order[entry >>> 5]!]!;
    }
  }
}
