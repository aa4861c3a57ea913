import type { Recipe } from './recipes.ts';

/** A model that a pipeline made, and how good it is. */
export interface Point {
  readonly recipe: string;
  readonly knob: number;
  readonly bytes: number;
  /** Decibels. */
  readonly fidelity: number;
}

/** Numbers that are so close, in decibels, are not worth another try. */
const CLOSE = 0.25;
const TRIES = 8;

/** Tries a pipeline with all its numbers, or with those that come close to each of some levels from above. */
export async function tryOut(
  { name, knobs }: Pick<Recipe, 'name' | 'knobs'>,
  levels: readonly number[],
  measure: (knob: number) => Promise<Pick<Point, 'bytes' | 'fidelity'>>,
): Promise<Point[]> {
  const points: Point[] = [];
  const at = async (knob: number): Promise<number> => {
    const { bytes, fidelity } = await measure(knob);
    points.push({ recipe: name, knob, bytes, fidelity });
    console.error(name, knob.toFixed(2), bytes, fidelity.toFixed(2));
    return fidelity;
  };
  for (const knob of knobs ?? []) await at(knob);
  if (knobs) return points;
  let offset = 0;
  for (const level of levels) {
    let [worse, better] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let tries = 0, knob = level + offset; tries < TRIES && better - worse > CLOSE; tries++) {
      const excess = (await at(knob)) - level;
      if (excess < 0) worse = knob;
      else better = knob;
      // A little further than what is missing, so that the crossing is soon between two numbers.
      knob = Number.isFinite(better - worse) ? (worse + better) / 2 : knob - excess * 1.2;
    }
    offset = better - level;
  }
  return points;
}

/** The smallest of some models that are at least so good. */
export const smallest = (points: readonly Point[], level: number): Point | undefined =>
  points.filter(({ fidelity }) => fidelity >= level).sort((a, b) => a.bytes - b.bytes)[0];
