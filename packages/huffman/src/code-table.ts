import type { BitReader } from './bit-reader.ts';
import { LONGEST, WHOLE } from './canonical-codes.ts';
import {
  bestParameter,
  expGolomb,
  type Field,
  readExpGolomb,
  readRice,
  rice,
  unzigzag,
  zigzag,
} from './integer-codes.ts';

/** Which values there are, ascending, and how long their codes are. */
export interface CodeTable {
  readonly values: ArrayLike<number>;
  readonly lengths: Uint8Array;
}

/** The range of the values of a table. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The ways in which the values of a table may lie. */
export const LAYOUT = { constant: 0, dense: 1, sparse: 2, halves: 3 } as const;

/**
 * A table in bits: its layout, the first value, and then run by run of neighbouring values how long the run is, how the length
 * of each code differs from the one before, and how many values are left out before the next run. A dense table is one
 * run. The end is where the codes are complete, and so need not be written.
 */
export function tableFields({ values, lengths }: CodeTable, { min }: Range): Field[] {
  const runs = runsOf(values);
  const first = expGolomb(min < 0 ? zigzag(values[0]!) : values[0]!, 0);
  if (lengths.length === 1) return [[LAYOUT.constant, 2], first];

  const sparse = runs.length > 1;
  const gapParameter = bestParameter(
    expGolomb,
    runs.slice(1).map((run) => run.gap),
    31,
  );
  const steps = Array.from(lengths, (length, i) => zigzag(length - lengths[Math.max(0, i - 1)]!));
  const stepParameter = bestParameter(rice, steps, 3);
  const fields: Field[] = [[sparse ? LAYOUT.sparse : LAYOUT.dense, 2], first];
  if (sparse) fields.push([gapParameter, 5]);
  fields.push([stepParameter, 2], [lengths[0]!, 5]);
  let at = 0;
  for (const { gap, size } of runs) {
    if (at > 0) fields.push(expGolomb(gap, gapParameter));
    if (sparse) fields.push(expGolomb(size - 1, 0));
    for (const end = at + size; at < end; at++) if (at > 0) fields.push(rice(steps[at]!, stepParameter));
  }
  return fields;
}

/** Runs of neighbouring values, each with the number of values left out before it, less one. */
function runsOf(values: ArrayLike<number>): { gap: number; size: number }[] {
  const runs: { gap: number; size: number }[] = [];
  for (let i = 0, start = 0; i < values.length; i = start) {
    const gap = i === 0 ? 0 : values[i]! - values[i - 1]! - 2;
    do start++;
    while (start < values.length && values[start]! === values[start - 1]! + 1);
    runs.push({ gap, size: start - i });
  }
  return runs;
}

/**
 * The table that `tableFields` wrote, after its layout.
 * @throws Error if a value is out of range, or if the codes are not complete: neither one too many nor one too few.
 */
export function readTable(reader: BitReader, layout: number, { min, max }: Range): CodeTable {
  const first = readExpGolomb(reader, 0);
  let next = min < 0 ? unzigzag(first) : first;
  const values: number[] = [];
  const lengths: number[] = [];
  const add = (length: number) => {
    if (next < min || next > max) throw new Error(`values must be from ${min} to ${max}, not ${next}`);
    values.push(next++);
    lengths.push(length);
  };
  if (layout === LAYOUT.constant) {
    add(0);
    return { values, lengths: Uint8Array.from(lengths) };
  }

  const gapParameter = layout === LAYOUT.sparse ? reader.take(5) : 0;
  const stepParameter = reader.take(2);
  let length = reader.take(5);
  let left = WHOLE;
  for (;;) {
    const size = layout === LAYOUT.sparse ? readExpGolomb(reader, 0) + 1 : Number.POSITIVE_INFINITY;
    for (let i = 0; i < size && (left > 0 || layout === LAYOUT.sparse); i++) {
      if (values.length > 0) length += unzigzag(readRice(reader, stepParameter, 2 * LONGEST));
      if (length < 1 || length > LONGEST) throw new Error(`codes must have 1 to ${LONGEST} bits, not ${length}`);
      left -= WHOLE >>> length;
      if (left < 0) throw new Error('the lengths of the codes must belong to a prefix code');
      add(length);
    }
    if (left === 0) return { values, lengths: Uint8Array.from(lengths) };
    next += readExpGolomb(reader, gapParameter) + 1;
  }
}
