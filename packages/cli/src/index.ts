/**
 * The tensorpress command, to be run from code.
 * @module
 */
export { type ProgressBar, progressBar } from './progress.ts';
export type { Config } from './registry-for.ts';
export { reportTable } from './report-table.ts';
export { run } from './run.ts';
export { type StockSizes, stockSizes } from './stock-sizes.ts';
