import { median } from '../median.ts';

/** Rounds in which all take their turn, unless another number is asked for. */
const ROUNDS = 3;
/** What takes longer, in milliseconds, is measured in one round only. */
const SLOW = 1000;

/** The median of the milliseconds that each of some contenders takes; those that give none are left out. */
export async function inTurn<Name extends string>(
  contenders: ReadonlyMap<Name, () => Promise<readonly number[]>>,
  rounds: number = ROUNDS,
): Promise<Map<Name, number>> {
  const times = new Map<Name, readonly number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of contenders) {
      const known = times.get(name) ?? [];
      if (round === 0 || median(known) <= SLOW) times.set(name, [...known, ...(await measure())]);
    }
  }
  return new Map([...times].filter(([, known]) => known.length > 0).map(([name, known]) => [name, median(known)]));
}
