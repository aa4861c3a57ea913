/**
 * The tensorpress command, to be run from code.
 * @module
 */
export { run } from './run.ts';
export { type StockSizes, stockSizes } from './stock-sizes.ts';
