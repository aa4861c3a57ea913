/** For each value how many of the boundaries, ascending, are at most the value, by binary search. */
export function countBoundaries(values: Float32Array, boundaries: Float32Array, indices: Uint8Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let first = 0;
    let end = boundaries.length;
    while (first < end) {
      const middle = (first + end) >> 1;
      if (value >= boundaries[middle]!) first = middle + 1;
      else end = middle;
    }
    indices[i] = first;
  }
}
