import { keysOf } from './float-keys.ts';

/**
 * Finds the cell of each value: how many of the limits lie below it.
 *
 * A table of the leading 16 bits leaves a search only among the limits that share them, of which there are few.
 * @param limits ascending.
 * @param cells where the cells are written; as long as `values`.
 */
export function assign(values: Float32Array, limits: Float32Array, cells: Uint8Array | Uint16Array): void {
  const limitKeys = keysOf(limits);
  const below = new Uint32Array(65537);
  for (const key of limitKeys) below[(key >>> 16) + 1]!++;
  for (let i = 1; i < below.length; i++) below[i]! += below[i - 1]!;
  search(keysOf(values), limitKeys, below, cells);
}

function search(keys: Uint32Array, limits: Uint32Array, below: Uint32Array, cells: Uint8Array | Uint16Array): void {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    let low = below[key >>> 16]!;
    let high = below[(key >>> 16) + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (limits[middle]! < key) low = middle + 1;
      else high = middle;
    }
    cells[i] = low;
  }
}
