// Nanoseconds that TensorFlow.js takes on WebAssembly, by measurement; only what they are to one another matters.

/** One call of an operation. */
export const CALL = 6000;

/** One multiplication and addition of a product of matrices. */
export const MULTIPLY_ADD = 0.12;

/** One number that is written. */
export const WRITTEN = 1.5;

/** One number that is taken to another place. */
export const MOVED = 2.5;
