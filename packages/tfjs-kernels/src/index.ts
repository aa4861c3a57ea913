export type { Installation, Skipped, TensorFlow } from './install.ts';
export { install } from './install.ts';
