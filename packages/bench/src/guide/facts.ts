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

/** A hand detector that nobody trained on: as it comes, as stock uint8, and by `quantize` at the same fidelity. */
export function untrainedDetector(results: Results): Readonly<Record<'float32' | 'uint8' | 'oneStep', Row>> {
  const detector = { network: 'handtrack base' };
  const uint8 = fact(results, 'pretrained', { part: 'fidelity', ...detector, bits: 8 });
  const level = { part: 'fidelity', ...detector, level: uint8.level ?? null };
  return {
    float32: fact(results, 'pretrained', { part: 'round trip', ...detector }),
    uint8,
    oneStep: fact(results, 'pretrained', { ...level, method: 'quantize, one step' }),
  };
}
