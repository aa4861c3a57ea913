const whole = new Intl.NumberFormat('en-US');

/** A count, with its thousands apart. */
export const formatCount = (count: number): string => whole.format(count);

/** A number of bytes, as it is. */
export const formatBytes = (bytes: number): string => `${formatCount(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;

/** How many times smaller something has become, like `12.3×`. */
export const formatRatio = (before: number, after: number): string =>
  after > 0 ? `${(before / after).toFixed(before / after < 9.95 ? 2 : 1)}×` : '–';

/** A share, like `12.3 %`. */
export function formatPercent(share: number): string {
  if (share === 0) return '0 %';
  if (!Number.isFinite(share)) return '–';
  return Math.abs(share) < 0.0005 ? `${(100 * share).toExponential(0)} %` : `${(100 * share).toFixed(1)} %`;
}

/** A span of time, of three digits. */
export const formatMilliseconds = (milliseconds: number): string =>
  `${milliseconds < 0.995 ? milliseconds.toFixed(2) : milliseconds < 9.95 ? milliseconds.toFixed(1) : formatCount(Math.round(milliseconds))} ms`;
