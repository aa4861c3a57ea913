/**
 * Starts a package with a codec of one's own.
 * @module
 */

export { codecFiles } from './codec-files.ts';
export { type CodecName, codecName } from './codec-name.ts';
export { run } from './run.ts';
