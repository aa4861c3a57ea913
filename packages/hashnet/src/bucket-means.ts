/** Entries of a matrix, and where in k weights followed by their negatives each of them is. */
interface HashedEntries {
  readonly values: Float32Array;
  readonly indices: Int32Array;
}

/**
 * The k weights that come nearest to some entries in squared error: of each bucket the mean of its entries times their signs, or 0
 * if it is empty.
 */
export function bucketMeans(k: number, blocks: readonly HashedEntries[]): Float32Array {
  const sums = new Float64Array(2 * k);
  const counts = new Uint32Array(2 * k);
  for (const { values, indices } of blocks) {
    for (let at = 0; at < indices.length; at++) {
      const index = indices[at]!;
      sums[index]! += values[at]!;
      counts[index]!++;
    }
  }
  return Float32Array.from({ length: k }, (_, bucket) => {
    const negative = bucket + k;
    return (sums[bucket]! - sums[negative]!) / Math.max(1, counts[bucket]! + counts[negative]!);
  });
}
