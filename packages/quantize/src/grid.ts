import { rangeOf } from './range-of.ts';

/**
 * Equally spaced levels: code c, from 0 to `max`, stands for (c − zero) × scale. A negative scale turns them round, so that the
 * side with a level more is the positive one.
 */
export interface Grid {
  readonly scale: number;
  readonly zero: number;
  readonly max: number;
}

/** The code of the level nearest to a value. */
export function codeOf(value: number, { scale, zero, max }: Grid): number {
  const code = Math.floor(value / scale + zero + 0.5);
  return code < 0 ? 0 : code > max ? max : code;
}

/** The sum of the squared differences between values and their levels; or, once that is beyond `limit`, some number beyond it. */
export function squaredError(
  values: Float32Array,
  { scale, zero, max }: Grid,
  limit: number = Number.POSITIVE_INFINITY,
): number {
  const inverse = 1 / scale;
  let error = 0;
  for (let start = 0; start < values.length && error <= limit; start += 256) {
    const end = Math.min(start + 256, values.length);
    for (let i = start; i < end; i++) {
      const value = values[i]!;
      let code = Math.floor(value * inverse + zero + 0.5);
      if (code < 0) code = 0;
      else if (code > max) code = max;
      const difference = value - (code - zero) * scale;
      error += difference * difference;
    }
  }
  return error;
}

/** Whether f32 has every level of a grid. */
export const inRange = ({ scale, zero, max }: Grid): boolean =>
  Number.isFinite(Math.fround(scale * Math.max(zero, max - zero)));

/** The grid of a given step that needs the fewest codes for some values and zero. */
export function gridFor(values: Float32Array, scale: number): Grid {
  const [low, high] = rangeOf(values);
  const zero = Math.max(0, -Math.floor(low / scale + 0.5));
  return { scale, zero, max: zero + Math.max(0, Math.floor(high / scale + 0.5)) };
}
