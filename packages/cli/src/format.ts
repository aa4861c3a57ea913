import Table from 'cli-table3';

/** Bytes as people read them: `1,066,440`. */
export const formatBytes = (bytes: number): string => bytes.toLocaleString('en-US');

/** A ratio of sizes: `40.2×`. */
export const formatRatio = (before: number, after: number): string =>
  after > 0 ? `${(before / after).toFixed(before / after < 10 ? 2 : 1)}×` : '–';

/** A relative error: `2.3 %`. */
export const formatError = (error: number): string => (error === 0 ? '0' : `${(100 * error).toPrecision(2)} %`);

/** A table for the terminal whose columns from `numbers` on are right-aligned. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string {
  const result = new Table({
    head: [...head],
    colAligns: head.map((_, i) => (left.includes(i) ? 'left' : 'right')),
    style: { head: process.stdout.isTTY ? ['bold'] : [], border: process.stdout.isTTY ? ['gray'] : [], compact: true },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      right: '',
      middle: '  ',
      'left-mid': '',
      'right-mid': '',
    },
  });
  result.push(...rows.map((row) => [...row]));
  return result.toString();
}
