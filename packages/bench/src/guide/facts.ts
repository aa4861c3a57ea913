import type { Row } from '../suite.ts';

/** The committed rows of suites, by the name of the suite. */
export type Results = Readonly<Record<string, readonly Row[]>>;

/**
 * The first row of a suite with these values.
 * @throws Error if there is none: what is shown must have been measured.
 */
export function fact(results: Results, suite: string, values: Row): Row {
  const row = results[suite]?.find((each) => Object.entries(values).every(([key, value]) => each[key] === value));
  if (!row) throw new Error(`guide: ${suite} has no row ${JSON.stringify(values)}`);
  return row;
}
