/**
 * How products are cut into blocks. The assembly imports this file too: `DEPTH` decides which sums are rounded when, so
 * that all flavours must agree on it.
 */

/** Products are summed over this many terms, then added to the result. */
export const DEPTH = 256;
/** Rows of the first operand that are packed at a time. */
export const ROWS = 64;
/** Bytes in a row of the packed second operand: with `DEPTH` of them it stays in a second-level cache. */
export const ROW_BYTES = 2048;
/** Rows that are summed before they are added to the result of `sumRows`. */
export const SUMMED_ROWS = 256;
/** Columns of a Cholesky factor that are found together, all earlier ones being subtracted by one product. */
export const CHOLESKY_COLUMNS = 32;
