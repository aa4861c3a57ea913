/** What einsum is to do: a letter for each axis of the operands and of the result; letters that the result lacks are summed over. */
export interface EinsumEquation {
  readonly terms: readonly string[];
  readonly result: string;
}

/** Reads an equation like `ij,jk->ik` for one or two operands of these shapes, and how long the axis of each letter is. */
export function einsumEquationOf(
  text: unknown,
  shapes: readonly (readonly number[])[],
): EinsumEquation & { lengthsOf(letters: string): number[] } {
  const [left, result, ...more] = String(text).replaceAll(/\s/g, '').split('->');
  const broken = (rule: string): RangeError => new RangeError(`Einsum: ${rule}, not '${text}'`);
  if (left === undefined || result === undefined || more.length > 0) throw broken('an equation has one arrow');
  const terms = left.split(',');
  if (terms.length !== shapes.length) throw broken(`${shapes.length} tensors need as many terms`);
  if (terms.length > 2) throw broken('there may be one or two tensors');
  const lengths = new Map<string, number>();
  for (const [i, term] of terms.entries()) {
    const shape = shapes[i]!;
    if (new Set(term).size !== term.length) throw broken('each letter stands once in a term');
    if (term.length !== shape.length) throw broken(`a tensor of shape [${shape}] has as many letters as axes`);
    for (const [axis, letter] of [...term].entries()) {
      if (!/^[a-z]$/i.test(letter)) throw broken('an axis is a letter');
      const length = lengths.get(letter) ?? shape[axis]!;
      if (length !== shape[axis]) throw broken(`axis ${letter} has one length, ${length} or ${shape[axis]}`);
      lengths.set(letter, length);
    }
  }
  if (new Set(result).size !== result.length) throw broken('each letter stands once in the result');
  for (const letter of result) if (!lengths.has(letter)) throw broken(`${letter} stands in a term`);
  return { terms, result, lengthsOf: (letters) => [...letters].map((letter) => lengths.get(letter)!) };
}

/** The letters of `from` that are in all other words. */
export const common = (from: string, ...words: readonly string[]): string =>
  [...from].filter((letter) => words.every((word) => word.includes(letter))).join('');

/** The letters of `from` that are in none of the other words. */
export const alone = (from: string, ...words: readonly string[]): string =>
  [...from].filter((letter) => !words.some((word) => word.includes(letter))).join('');
