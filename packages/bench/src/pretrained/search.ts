import type { Recipe } from './recipes.ts';

/** A model as it is stored, and how good it is. */
export interface Measured {
  readonly bytes: number;
  /** Decibels. */
  readonly fidelity: number;
  /** The share of decisions that are the original's, if it decides. */
  readonly same: number | null;
}

/** A model that a pipeline made. */
export interface Point extends Measured {
  readonly recipe: string;
  readonly knob: number;
}

/** Decibels between the numbers that are tried. */
const STEP = 0.5;
/** After so many failures in a row there is no use in trying smaller ones: fidelity goes up and down a little. */
const FAILURES = 2;
const TRIES = 10;

/**
 * Tries a pipeline with its numbers down to those that are not good enough for any of some levels; or, where it may be any,
 * about the smallest that is good enough for each.
 */
export async function tryOut(
  { name, knobs }: Pick<Recipe, 'name' | 'knobs'>,
  levels: readonly number[],
  measure: (knob: number) => Promise<Measured>,
): Promise<Point[]> {
  const points: Point[] = [];
  const at = async (knob: number): Promise<number> => {
    const measured = await measure(knob);
    points.push({ recipe: name, knob, ...measured });
    return measured.fidelity;
  };
  if (knobs) {
    const lowest = Math.min(...levels);
    for (const knob of knobs) if ((await at(knob)) < lowest) break;
    return points;
  }
  let offset = 0;
  for (const level of levels) {
    let found = false;
    for (let knob = level + offset, tries = 0, failures = 0; tries < TRIES && failures < FAILURES; tries++) {
      const excess = (await at(knob)) - level;
      if (excess >= 0) {
        offset = knob - level;
        found = true;
        failures = 0;
      } else if (found) failures++;
      knob -= excess < 0 && !found ? Math.min(excess, -STEP) : Math.max(excess / 2, STEP);
    }
  }
  return points;
}

/** The smallest model that a pipeline made that is at least so good. */
export const smallest = (points: readonly Point[], recipe: string, level: number): Measured | undefined =>
  points
    .filter((point) => point.recipe === recipe && point.fidelity >= level)
    .sort((a, b) => a.bytes - b.bytes)
    .map(({ bytes, fidelity, same }) => ({ bytes, fidelity, same }))[0];
