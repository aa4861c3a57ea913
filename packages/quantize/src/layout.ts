/** Which weights have a scale in common: those of a tensor, of an index on an axis, or of so many rows of a column. */
export type Sharing = { readonly axis?: number; readonly group?: number };

/** A tensor, of three axes now and perhaps with some padding at its end, and the scales that broadcast against it. */
export interface Layout {
  readonly view: readonly [number, number, number];
  readonly scales: readonly [number, number, number];
}

/**
 * How the scales of a tensor lie. Groups are of `group` rows of the matrix that has the last axis as columns, within a column;
 * the last may be smaller.
 *
 * @throws RangeError if there is no such axis, or if `axis` or `group` is no size.
 */
export function layoutOf(shape: readonly number[], { axis, group }: Sharing): Layout {
  const size = product(shape);
  if (group !== undefined) {
    if (!Number.isSafeInteger(group) || group < 1)
      throw new RangeError(`group must be a positive integer, not ${group}`);
    const columns = shape.at(-1) ?? 1;
    const rows = columns > 0 ? size / columns : 0;
    const tall = Math.min(group, Math.max(rows, 1));
    const groups = Math.ceil(rows / tall);
    return { view: [groups, tall, columns], scales: [groups, 1, columns] };
  }
  if (axis === undefined) return { view: [1, size, 1], scales: [1, 1, 1] };
  const channels = shape[axis];
  if (!Number.isInteger(axis) || channels === undefined) {
    throw new RangeError(`axis must be one of the ${shape.length}, not ${axis}`);
  }
  return {
    view: [product(shape.slice(0, axis)), channels, product(shape.slice(axis + 1))],
    scales: [1, channels, 1],
  };
}

/** For each of `size` elements the number of its scale. */
export function scaleNumbers({ view: [, middle, inner], scales }: Layout, size: number): Uint32Array {
  const numbers = new Uint32Array(size);
  if (scales[1] > 1) {
    for (let i = 0; i < size; i++) numbers[i] = Math.floor(i / inner) % middle;
  } else if (scales[0] > 1 || scales[2] > 1) {
    const run = middle * inner;
    for (let i = 0; i < size; i++) numbers[i] = Math.floor(i / run) * inner + (i % inner);
  }
  return numbers;
}

/** The elements of each scale, together and in their order. */
export function byScale(data: Float32Array, numbers: Uint32Array, scales: number): Float32Array[] {
  const ends = new Uint32Array(scales + 1);
  for (let i = 0; i < numbers.length; i++) ends[numbers[i]! + 1]!++;
  for (let scale = 1; scale <= scales; scale++) ends[scale]! += ends[scale - 1]!;
  const sorted = new Float32Array(data.length);
  const next = ends.slice();
  for (let i = 0; i < data.length; i++) sorted[next[numbers[i]!]!++] = data[i]!;
  return Array.from({ length: scales }, (_, scale) => sorted.subarray(ends[scale]!, ends[scale + 1]!));
}

const product = (sizes: readonly number[]): number => sizes.reduce((size, n) => size * n, 1);
