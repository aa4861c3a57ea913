import { OptionError } from '@tensorpress/core';
import type { OutputKind } from './output-kind.ts';

/**
 * What each output means: what the options say, or else the activations of teacher and student. A single number of which no
 * activation says anything is a value.
 * @param shapes Of one row of each output of the student.
 * @throws OptionError if they contradict one another, or if nothing tells.
 */
export function settleKinds(
  shapes: readonly (readonly number[])[],
  student: readonly (OutputKind | undefined)[],
  teacher: readonly (OutputKind | undefined)[],
  given?: OutputKind,
): OutputKind[] {
  return shapes.map((shape, i) => {
    // What is no probability may be a logit, if that is said.
    const own = [teacher[i], student[i]].filter((kind) => kind !== undefined && !(given && kind === 'values'));
    const known = [...new Set([...own, given])].filter((kind) => kind !== undefined);
    if (known.length > 1) {
      throw new OptionError(`distill: outputs must mean the same to teacher and student, not ${known.join(' and ')}`);
    }
    if (known[0]) return known[0];
    if ((shape.at(-1) ?? 1) === 1) return 'values';
    throw new OptionError(
      "distill: outputs must be 'classes', 'labels' or 'values', as neither teacher nor student ends in softmax or sigmoid",
    );
  });
}
