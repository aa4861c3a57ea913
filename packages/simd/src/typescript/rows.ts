import { SUMMED_ROWS } from '../blocking.ts';
import { ACCUMULATE } from '../flags.ts';

/** Sums rows, `SUMMED_ROWS` at a time. */
export function sumRows(data: Float32Array, x: number, sums: number, rows: number, width: number, flags: number): void {
  const some = new Float32Array(width);
  for (let first = 0; first === 0 || first < rows; first += SUMMED_ROWS) {
    some.fill(0);
    for (let row = first; row < Math.min(rows, first + SUMMED_ROWS); row++) {
      for (let i = 0; i < width; i++) some[i] = some[i]! + data[x + row * width + i]!;
    }
    if (first > 0 || flags & ACCUMULATE) {
      for (let i = 0; i < width; i++) data[sums + i] = data[sums + i]! + some[i]!;
    } else {
      data.set(some, sums);
    }
  }
}

/** Transposes a matrix. */
export function transpose(data: Float32Array, x: number, out: number, rows: number, columns: number): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) data[out + j * rows + i] = data[x + i * columns + j]!;
  }
}

/** Copies rows by their indices, up to one that is outside; tells how many. */
export function gatherRows(
  data: Int32Array,
  x: number,
  length: number,
  width: number,
  indices: number,
  count: number,
  out: number,
): number {
  for (let i = 0; i < count; i++) {
    const index = data[indices + i]!;
    if (index < 0 || index >= length) return i;
    for (let j = 0; j < width; j++) data[out + i * width + j] = data[x + index * width + j]!;
  }
  return count;
}

/** Adds rows up by their indices. */
export function addRows(
  data: Float32Array,
  ints: Int32Array,
  x: number,
  width: number,
  indices: number,
  count: number,
  sums: number,
  length: number,
): void {
  for (let i = 0; i < count; i++) {
    const index = ints[indices + i]!;
    if (index < 0 || index >= length) continue;
    for (let j = 0; j < width; j++) {
      data[sums + index * width + j] = data[sums + index * width + j]! + data[x + i * width + j]!;
    }
  }
}
