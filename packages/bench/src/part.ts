import type { Row, Suite } from './suite.ts';

/** Measurements of a suite that can be made alone. */
export interface Part {
  measure(settings: Readonly<Record<string, string>>): Promise<readonly Row[]>;
  /** Its rows in Markdown, and rows of other parts to refer to. */
  show(rows: readonly Row[], others: readonly Row[]): string;
}

/** A suite of parts, shown in the order in which they are measured, or in another one. */
export function suiteOfParts(
  about: string,
  parts: Readonly<Record<string, Part>>,
  shown: readonly string[] = Object.keys(parts),
): Pick<Suite, 'about' | 'run' | 'show'> {
  const names = Object.keys(parts).join(', ');
  return {
    about: `${about} \`--set parts=…\` measures only some of ${names}, and keeps what is known of the others.`,

    async run({ parts: wanted, ...settings }) {
      // Where there are cells to train nothing else is measured, unless parts are named.
      const trains = 'cells' in parts && ('cell' in settings || 'validate' in settings);
      const chosen = wanted ?? (trains ? 'cells' : names);
      const rows: Row[] = [];
      for (const name of chosen.split(/, ?/)) {
        const part = parts[name];
        if (!part) throw new Error(`bench: parts must be some of ${names}, not ${name}`);
        rows.push(...(await part.measure(settings)).map((row) => ({ part: name, ...row })));
      }
      return rows;
    },

    show: (rows) =>
      shown
        .map((name) => {
          const own = rows.filter(({ part }) => part === name);
          return own.length > 0 ? (parts[name]?.show(own, rows) ?? '') : '';
        })
        .filter(Boolean)
        .join('\n\n'),
  };
}
