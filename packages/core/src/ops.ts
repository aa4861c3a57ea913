import type { Tensor } from './tensor.ts';

/** What no operations of `Ops` make up quickly: a Fourier transform, say. It computes on plain numbers, and changes none of those given. */
export interface Operation {
  forward(...inputs: readonly Tensor<'f32'>[]): Tensor<'f32'>;
  /** The derivatives of a loss by the values of each input, given those by the values of what `forward` gave. */
  gradient(dy: Tensor<'f32'>, ...inputs: readonly Tensor<'f32'>[]): readonly Float32Array[];
}

/** The tensor operations that a rebuild may use, with the names and arguments of TensorFlow.js. All have gradients on every backend. */
export interface Ops<T> {
  tensor(values: Float32Array | Int32Array, shape: number[], dtype: 'float32' | 'int32'): T;
  /** Broadcasts, as `sub` and `mul` do. */
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  /** Of two matrices, or of as many of each as the axes before say, which are the same for both. */
  matMul(a: T, b: T, transposeA?: boolean, transposeB?: boolean): T;
  reshape(x: T, shape: number[]): T;
  transpose(x: T, perm?: number[]): T;
  /** Entries of `x` along `axis`, 0 by default. */
  gather(x: T, indices: T, axis?: number): T;
  slice(x: T, begin: number[], size: number[]): T;
  /** Along `axis`, 0 by default. */
  concat(xs: T[], axis?: number): T;
  /** What an operation of one's own gives for float32 tensors, which are read back from where they are for that. */
  apply(operation: Operation, ...inputs: T[]): T;
}
