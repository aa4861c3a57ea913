/**
 * Kernels for training and compression, on WebAssembly memory or on arrays.
 * @module
 */
export * from './kernels.ts';
export { type KernelsOptions, kernelsOn, scratchBytes } from './kernels-on.ts';
export { createWorkspace, type ProductShape, type Workspace } from './workspace.ts';
