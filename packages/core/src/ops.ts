/**
 * The tensor operations that a rebuild may use, with the names and arguments of TensorFlow.js, so that `tf` itself is an
 * `Ops<tf.Tensor>`. All have gradients there on every backend.
 */
export interface Ops<T> {
  tensor(values: Float32Array | Int32Array, shape: number[], dtype: 'float32' | 'int32'): T;
  /** Broadcasts, as `sub` and `mul` do. */
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  /** Of two matrices. */
  matMul(a: T, b: T, transposeA?: boolean, transposeB?: boolean): T;
  reshape(x: T, shape: number[]): T;
  transpose(x: T, perm?: number[]): T;
  /** Entries of `x` along `axis`, 0 by default. */
  gather(x: T, indices: T, axis?: number): T;
  slice(x: T, begin: number[], size: number[]): T;
  /** Along `axis`, 0 by default. */
  concat(xs: T[], axis?: number): T;
}
