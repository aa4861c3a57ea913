export type { Capabilities, CapabilitiesOptions, Finding } from './capabilities/capabilities.ts';
export { capabilities } from './capabilities/capabilities.ts';
export type { Installation, InstallOptions, Skipped } from './install.ts';
export { install } from './install.ts';
export type { TensorFlow } from './tensorflow.ts';
