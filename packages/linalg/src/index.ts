/**
 * Dense linear algebra on typed arrays.
 * @module
 */
export { cholesky } from './cholesky.ts';
export { type MatMulOptions, matMul, symmetricProduct } from './mat-mul.ts';
export type { Matrix } from './matrix.ts';
export { qr } from './qr.ts';
export { type Svd, svd } from './svd.ts';
export { type Eigen, symmetricEigen } from './symmetric-eigen.ts';
export { type TruncatedSvdOptions, type Truncation, truncatedSvd } from './truncated-svd.ts';
