/** A matrix cut into blocks of the same size, those at its lower and right edges perhaps smaller. */
export interface Blocks {
  readonly rows: number;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
}

/** How many blocks there are from top to bottom, and from left to right. */
export const gridOf = ({ rows, columns, height, width }: Blocks): readonly [rows: number, columns: number] => [
  Math.ceil(rows / height),
  Math.ceil(columns / width),
];

/** The root mean square of each block of a row-major matrix, row by row of blocks; blocks of one element are as they are. */
export function blockNorms(data: Float32Array, blocks: Blocks): Float32Array {
  const { rows, columns, height, width } = blocks;
  if (height === 1 && width === 1) return data;
  const [down, across] = gridOf(blocks);
  const squares = new Float64Array(down * across);
  for (let row = 0; row < rows; row++) {
    const first = Math.floor(row / height) * across;
    for (let column = 0; column < columns; column++) {
      squares[first + Math.floor(column / width)]! += data[row * columns + column]! ** 2;
    }
  }
  return Float32Array.from(squares, (sum, block) => {
    const tall = Math.min(height, rows - Math.floor(block / across) * height);
    const wide = Math.min(width, columns - (block % across) * width);
    return Math.sqrt(sum / (tall * wide));
  });
}

/**
 * Where the elements of some blocks are in a row-major matrix, block after block.
 *
 * @param marked The blocks, by their number in row-major order.
 * @param axis The axis along which the elements of a block are gone through first: 0 down, 1 across.
 */
export function elementsOf(marked: Uint32Array, { rows, columns, height, width }: Blocks, axis: number): Uint32Array {
  if (height === 1 && width === 1) return marked;
  const across = Math.ceil(columns / width);
  const found = new Uint32Array(Math.min(marked.length * height * width, rows * columns));
  let count = 0;
  for (const block of marked) {
    const top = Math.floor(block / across) * height;
    const left = (block % across) * width;
    const bottom = Math.min(top + height, rows);
    const right = Math.min(left + width, columns);
    if (axis === 0) {
      for (let column = left; column < right; column++)
        for (let row = top; row < bottom; row++) found[count++] = row * columns + column;
    } else {
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) found[count++] = row * columns + column;
    }
  }
  return found.subarray(0, count);
}
