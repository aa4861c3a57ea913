/**
 * Bits that symbols take in the best prefix code, with 4 more for each symbol up to the largest that comes, about what a table
 * of code lengths takes.
 *
 * @param counts How often each symbol comes.
 * @see Huffman, "A method for the construction of minimum-redundancy codes", 1952
 */
export function huffmanBits(counts: Float64Array): number {
  const used = counts.filter((count) => count > 0).sort();
  const table = 4 * (counts.findLastIndex((count) => count > 0) + 1);
  if (used.length < 2) return table + (used[0] ?? 0);
  // Joined nodes come in rising order, so the two lightest are at the front of one of two queues.
  const joined: number[] = [];
  let leaf = 0;
  let node = 0;
  const lightest = (): number => (joined[node]! <= (used[leaf] ?? Infinity) ? joined[node++]! : used[leaf++]!);
  let bits = 0;
  while (joined.length < used.length - 1) {
    const weight = lightest() + lightest();
    joined.push(weight);
    bits += weight;
  }
  return table + bits;
}
