import Table from 'cli-table3';

/** Bytes as people read them: `1,066,440`. */
export const formatBytes = (bytes: number): string => bytes.toLocaleString('en-US');

/** A ratio of sizes: `40.2×`. */
export const formatRatio = (before: number, after: number): string =>
  after > 0 ? `${(before / after).toFixed(before / after < 10 ? 2 : 1)}×` : '–';

/** The codecs of a weight in short, each once: `prune › kmeans-share › huffman`. */
export const chainOf = (codecs: string): string =>
  [...new Set(codecs.match(/[^\s(),:]+(?=[(),]|$)/g))].join(' › ') || '–';

/** A relative error: `2.3 %`. */
export const formatError = (error: number): string => {
  if (error === 0) return '0';
  return `${error < 0.995 ? (100 * error).toPrecision(2) : (100 * error).toFixed(0)} %`;
};

/**
 * A table for the terminal.
 * @param left The columns that are left-aligned; numbers are right-aligned.
 * @param wrapped The column whose text is wrapped where the terminal ends.
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
  wrapped?: number,
): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)) + 2);
  const room =
    (process.stdout.columns ?? 120) - widths.reduce((sum, width, i) => sum + (i === wrapped ? 0 : width + 2), 0);
  const result = new Table({
    head: [...head],
    colAligns: head.map((_, i) => (left.includes(i) ? 'left' : 'right')),
    ...(wrapped !== undefined && {
      wordWrap: true,
      colWidths: widths.map((width, i) => (i === wrapped ? Math.max(30, Math.min(width, room)) : width)),
    }),
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
      'mid-mid': '──',
      'left-mid': '',
      'right-mid': '',
    },
  });
  result.push(...rows.map((row) => [...row]));
  return result.toString();
}
