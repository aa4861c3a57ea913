/** No code is longer than this many bits, so that any code can be read from one aligned-down 32-bit word. */
export const LONGEST = 24;

/** `2^LONGEST`: what the shares `2^(LONGEST - length)` of all codes of a complete table add up to. */
export const WHOLE: number = 2 ** LONGEST;

/**
 * The symbols `0 … lengths.length - 1` by length and then by number, which is the order of their canonical codes.
 * @see Schwartz & Kallick, "Generating a canonical prefix encoding", Commun. ACM 7(3), 1964.
 */
export function canonicalOrder(lengths: Uint8Array): Uint32Array {
  const next = new Uint32Array(LONGEST + 2);
  for (const length of lengths) next[length + 1]!++;
  for (let length = 1; length < next.length; length++) next[length]! += next[length - 1]!;
  const order = new Uint32Array(lengths.length);
  lengths.forEach((length, symbol) => {
    order[next[length]!++] = symbol;
  });
  return order;
}

/** The canonical code of each symbol in the high 24 bits, from the highest one down, and its length in the low 8. */
export function canonicalCodes(lengths: Uint8Array): Int32Array {
  const codes = new Int32Array(lengths.length);
  let code = 0;
  for (const symbol of canonicalOrder(lengths)) {
    const length = lengths[symbol]!;
    codes[symbol] = (code << 8) | length;
    code += WHOLE >>> length;
  }
  return codes;
}
