import { median } from './median.ts';

/** Seconds that each of some runs takes: medians of several rounds in which all take their turn, after one that is not counted. */
export async function medians<Name extends string>(
  runs: Readonly<Record<Name, () => unknown>>,
  rounds = 5,
): Promise<Record<Name, number>> {
  const names = Object.keys(runs) as Name[];
  const seconds = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const start = performance.now();
      await runs[name]();
      if (round >= 0) seconds.get(name)?.push((performance.now() - start) / 1000);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(seconds.get(name) ?? [])])) as Record<Name, number>;
}
