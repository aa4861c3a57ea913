/** The first operand of a product is stored transposed. */
export const TRANSPOSE_A = 1;
/** The second operand of a product is stored transposed. */
export const TRANSPOSE_B = 2;
/** The result is added to what is there. */
export const ACCUMULATE = 4;
