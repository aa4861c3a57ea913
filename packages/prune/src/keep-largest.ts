/**
 * Marks with 1 the `count` scores largest in magnitude, over several arrays together, in time linear in their length. Of equal
 * scores the earlier win; zeros are never marked, so that fewer may be.
 */
export function keepLargest(scores: readonly Float32Array[], count: number): Uint8Array[] {
  // The bits of floats without their sign are in the order of magnitudes, and 0 stands for zero alone.
  const words = scores.map(({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length));
  const { cut, equal } = count > 0 ? cutOf(words, count) : { cut: MAGNITUDE, equal: 0 };
  let left = equal;
  return words.map((array) => {
    const mask = new Uint8Array(array.length);
    for (let i = 0; i < array.length; i++) {
      const magnitude = array[i]! & MAGNITUDE;
      if (magnitude > cut || (magnitude === cut && cut > 0 && left-- > 0)) mask[i] = 1;
    }
    return mask;
  });
}

const MAGNITUDE = 0x7fffffff;

/** The `count`-th largest magnitude, found by its upper and then its lower 16 bits, and how many of those equal to it count. */
function cutOf(words: readonly Uint32Array[], count: number): { cut: number; equal: number } {
  const upper = new Uint32Array(2 ** 15);
  for (const array of words) for (let i = 0; i < array.length; i++) upper[(array[i]! & MAGNITUDE) >>> 16]!++;
  const high = descend(upper, count);
  const lower = new Uint32Array(2 ** 16);
  for (const array of words) {
    for (let i = 0; i < array.length; i++) {
      const magnitude = array[i]! & MAGNITUDE;
      if (magnitude >>> 16 === high.bin) lower[magnitude & 0xffff]!++;
    }
  }
  const low = descend(lower, high.rest);
  return { cut: high.bin * 65536 + low.bin, equal: low.rest };
}

/** The bin that holds the `count`-th entry from above, and its rank within the bin; bin 0 if there are fewer. */
function descend(bins: Uint32Array, count: number): { bin: number; rest: number } {
  let rest = count;
  let bin = bins.length - 1;
  for (; bin > 0 && bins[bin]! < rest; bin--) rest -= bins[bin]!;
  return { bin, rest };
}
