/** The number of elements of a tensor. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);
