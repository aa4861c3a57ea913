/** A Markdown table; columns after the first are right-aligned. */
export function markdownTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => `${cell}`.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** A number with thousands separated. */
export const integer = (value: unknown): string => Number(value).toLocaleString('en-US');

/** A ratio in two digits or more: `0.76×`, `5.3×`, `217×`. */
export const times = (ratio: number): string => `${ratio < 100 ? ratio.toPrecision(2) : integer(Math.round(ratio))}×`;

/** A number with this many digits after the point. */
export const fixed = (value: unknown, digits: number): string => Number(value).toFixed(digits);

/** A share in percent, with this many digits after the point. */
export const percent = (share: unknown, digits = 2): string => `${fixed(100 * Number(share), digits)} %`;
