/** A pattern that keeps `n` of every `m` weights in a row down a column. */
export interface Pattern {
  readonly n: number;
  readonly m: number;
}

/** Whether `n` of `m` is a pattern that choices can be numbered for. */
export const isPattern = (n: number, m: number): boolean =>
  Number.isInteger(n) && Number.isInteger(m) && n >= 1 && n < m && m <= 16;

/**
 * Marks the `n` largest in magnitude of every `m` weights down each column of a row-major matrix; the last few of a column make
 * a smaller group, of which `n` are kept as well. Of equal weights the upper are kept.
 */
export function keepPattern(data: Float32Array, rows: number, columns: number, { n, m }: Pattern): Uint8Array {
  const mask = new Uint8Array(data.length);
  for (let top = 0; top < rows; top += m) {
    const end = Math.min(top + m, rows) * columns;
    const kept = Math.min(n, rows - top);
    for (let column = 0; column < columns; column++) {
      for (let round = 0; round < kept; round++) {
        let largest = -1;
        let best = -1;
        for (let i = top * columns + column; i < end; i += columns) {
          const magnitude = Math.abs(data[i]!);
          if (magnitude > largest && mask[i] === 0) {
            largest = magnitude;
            best = i;
          }
        }
        mask[best] = 1;
      }
    }
  }
  return mask;
}

/** Every choice of `n` out of `m`, as a number with these bits set, in rising order; a choice is coded as its place in it. */
export function choicesOf({ n, m }: Pattern): Uint32Array {
  const choices: number[] = [];
  for (let choice = 0; choice < 2 ** m; choice++) {
    let ones = 0;
    for (let rest = choice; rest > 0; rest &= rest - 1) ones++;
    if (ones === n) choices.push(choice);
  }
  return Uint32Array.from(choices);
}

/** What `toChoices` makes: symbols of so many `groups` and `bits` each, `length` of them, for `kept` weights. */
export interface ChoiceLayout {
  readonly groups: number;
  readonly bits: number;
  readonly length: number;
  readonly kept: number;
}

/**
 * How the choices in a matrix are written: as many groups to a symbol as waste least, in 8 bits if a choice fits them, else
 * in 16.
 */
export function choiceLayout(rows: number, columns: number, { n, m }: Pattern): ChoiceLayout {
  const choices = binomial(m, n);
  const widest = choices > 256 ? 16 : 8;
  let groups = 1;
  for (let g = 2; choices ** g <= 2 ** widest; g++) {
    if (bitsFor(choices ** g) / g < bitsFor(choices ** groups) / groups) groups = g;
  }
  return {
    groups,
    bits: bitsFor(choices ** groups),
    length: Math.ceil((Math.ceil(rows / m) * columns) / groups),
    kept: (Math.floor(rows / m) * n + Math.min(n, rows % m)) * columns,
  };
}

const bitsFor = (values: number): number => 32 - Math.clz32(values - 1);

function binomial(m: number, n: number): number {
  let value = 1;
  for (let i = 1; i <= n; i++) value = (value * (m - n + i)) / i;
  return value;
}

/**
 * The choices of a mask that has the pattern, group by group down the columns, as symbols: the sum of the places of a symbol's
 * choices, the i-th of them times the number of choices to the power of i.
 */
export function toChoices(mask: Uint8Array, rows: number, columns: number, pattern: Pattern): Uint16Array<ArrayBuffer> {
  const { n, m } = pattern;
  const choices = choicesOf(pattern);
  const places = new Uint16Array(2 ** m);
  for (const [place, choice] of choices.entries()) places[choice] = place;
  const { groups, length } = choiceLayout(rows, columns, pattern);
  const symbols = new Uint16Array(length);
  let group = 0;
  for (let column = 0; column < columns; column++) {
    for (let top = 0; top < rows; top += m, group++) {
      const size = Math.min(m, rows - top);
      let choice = 0;
      for (let i = 0; i < size; i++) choice |= mask[(top + i) * columns + column]! << i;
      // A last group of no more than n is kept whole, and written like one of which the first n are.
      const place = size > n ? places[choice]! : 0;
      symbols[Math.floor(group / groups)]! += place * choices.length ** (group % groups);
    }
  }
  return symbols;
}

/**
 * Where the weights are that choices stand for, in a row-major matrix, group by group down its columns.
 *
 * @throws RangeError if there are not as many symbols as the matrix takes, or one stands for no choice.
 */
export function fromChoices(symbols: ArrayLike<number>, rows: number, columns: number, pattern: Pattern): Uint32Array {
  const { n, m } = pattern;
  const choices = choicesOf(pattern);
  const { groups, length, kept } = choiceLayout(rows, columns, pattern);
  if (symbols.length !== length) throw new RangeError(`positions must be ${length} symbols, not ${symbols.length}`);
  const found = new Uint32Array(kept);
  let count = 0;
  let group = 0;
  let symbol = 0;
  const check = (valid: boolean) => {
    if (!valid) throw new RangeError(`positions must be choices of ${n} in ${m}`);
  };
  for (let column = 0; column < columns; column++) {
    for (let top = 0; top < rows; top += m, group++) {
      if (group % groups === 0) {
        check(symbol === 0);
        symbol = symbols[group / groups]!;
      }
      const choice = choices[symbol % choices.length]!;
      symbol = Math.floor(symbol / choices.length);
      const size = Math.min(m, rows - top);
      check(choice < 2 ** Math.max(size, n));
      for (let i = 0; i < size; i++) if ((choice >>> i) & 1) found[count++] = (top + i) * columns + column;
    }
  }
  check(symbol === 0);
  return found;
}
