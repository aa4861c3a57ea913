/**
 * The lengths, in bits, of an optimal prefix code none of whose codes is longer than `limit`, by the package-merge algorithm.
 *
 * `counts` says how often each symbol occurs, which must be at least once. A single symbol has length 0; in every other case
 * the sum of `2^-length` is exactly 1. Takes O(size × (limit + log size)) steps.
 * @throws RangeError if there are more than `2^limit` symbols.
 * @see Larmore & Hirschberg, "A fast algorithm for optimal length-limited Huffman codes", J. ACM 37(3), 1990.
 */
export function codeLengths(counts: ArrayLike<number>, limit: number): Uint8Array {
  const size = counts.length;
  const lengths = new Uint8Array(size);
  if (size < 2) return lengths;
  if (size > 2 ** limit) throw new RangeError(`${size} symbols must have codes longer than ${limit} bits`);
  const order = Uint32Array.from({ length: size }, (_, i) => i).sort((a, b) => counts[a]! - counts[b]! || a - b);
  const weights = Float64Array.from(order, (symbol) => counts[symbol]!);

  // Each level merges the symbols with the pairs of the level before; only which items are symbols has to be remembered.
  const taken = 2 * size - 2;
  const levels: Uint8Array[] = [];
  const items = new Float64Array(taken);
  const pairs = new Float64Array(size);
  for (let level = 0, paired = 0; level < limit; level++) {
    const isSymbol = new Uint8Array(taken);
    const count = Math.min(taken, size + paired);
    for (let i = 0, symbol = 0, pair = 0; i < count; i++) {
      if (pair === paired || (symbol < size && weights[symbol]! <= pairs[pair]!)) {
        items[i] = weights[symbol++]!;
        isSymbol[i] = 1;
      } else {
        items[i] = pairs[pair++]!;
      }
    }
    paired = count >> 1;
    for (let i = 0; i < paired; i++) pairs[i] = items[2 * i]! + items[2 * i + 1]!;
    levels.push(isSymbol);
  }

  // A symbol is as long as the number of levels at which it is among the items taken.
  for (let count = taken, level = limit - 1; level >= 0 && count > 0; level--) {
    const symbols = levels[level]!.subarray(0, count).reduce((sum, one) => sum + one, 0);
    for (let i = 0; i < symbols; i++) lengths[order[i]!]!++;
    count = 2 * (count - symbols);
  }
  return lengths;
}
