/** A typed array of numbers. */
export type Numbers = Float32Array | Float64Array;

/** A matrix, or the upper left part of one, row by row. */
export interface Part {
  readonly data: Numbers;
  readonly columns: number;
}

/**
 * Writes row i of a part of a square matrix by diagonals, which go on at the other end: element (i, j) to the place j − i, modulo the
 * size, and zeros to what the part has not. A step along all diagonals leaves all numbers in their places.
 */
export function toDiagonals(line: Float64Array, { data, columns }: Part, i: number): void {
  const [at, turn] = [i * columns, Math.min(i, columns)];
  if (at >= data.length || columns < line.length) line.fill(0);
  if (at >= data.length) return;
  line.set(data.subarray(at, at + turn), line.length - i);
  line.set(data.subarray(at + turn, at + columns));
}

/** Writes row i of a part of a square matrix, given that row by diagonals; nothing if the part has no such row. */
export function fromDiagonals({ data, columns }: Part, line: Float64Array, i: number): void {
  const [at, turn] = [i * columns, Math.min(i, columns)];
  if (at >= data.length) return;
  data.set(line.subarray(line.length - i, line.length - i + turn), at);
  data.set(line.subarray(0, columns - turn), at + turn);
}
