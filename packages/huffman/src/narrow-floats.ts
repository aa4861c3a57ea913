import { fromHalf, type Tensor, toHalf } from '@tensorpress/core';

/** How floats are stored in less than their width: as codes on a grid, or, without one, in half precision. */
export interface Narrow {
  readonly bits: number;
  readonly grid?: readonly [scale: number, min: number];
}

/** How a tensor of floats is stored, if not in its full width. */
export const narrowOf = ({ bits, grid }: Tensor): Narrow | undefined =>
  bits === undefined ? undefined : { bits, ...(grid && { grid }) };

/** The codes of floats; `undefined` if they are not what they are said to be. */
export function codesOf(values: Float32Array, narrow: Narrow): Uint8Array | Uint16Array | undefined {
  const { bits, grid } = narrow;
  const codes = emptyCodes(values.length, narrow);
  for (let i = 0; i < codes.length; i++) {
    const code = grid ? Math.round((values[i]! - grid[1]) / grid[0]) : toHalf(values[i]!);
    if (!(code >= 0 && code < 2 ** bits && Object.is(floatOf(code, narrow), values[i]))) return undefined;
    codes[i] = code;
  }
  return codes;
}

/** Room for so many codes. */
export const emptyCodes = (size: number, { bits }: Narrow): Uint8Array | Uint16Array =>
  bits > 8 ? new Uint16Array(size) : new Uint8Array(size);

/**
 * The floats that codes stand for.
 * @throws Error if a code has more bits than it may.
 */
export function valuesOf(codes: ArrayLike<number>, narrow: Narrow): Float32Array {
  const limit = 2 ** narrow.bits;
  const values = new Float32Array(codes.length);
  // Of many codes most come again and again.
  const known =
    values.length < limit ? undefined : Float32Array.from({ length: limit }, (_, code) => floatOf(code, narrow));
  for (let i = 0; i < values.length; i++) {
    const code = codes[i]!;
    if (code >= limit) throw new Error(`codes must have ${narrow.bits} bits, not be ${code}`);
    values[i] = known ? known[code]! : floatOf(code, narrow);
  }
  return values;
}

/** @throws Error if floats cannot be stored so. */
export function checkNarrow({ bits, grid }: Narrow): void {
  if (!Number.isInteger(bits) || bits < 1 || bits > 16) throw new Error(`bits must be from 1 to 16, not ${bits}`);
  if (grid === undefined ? bits !== 16 : !Array.isArray(grid) || !(grid[0] > 0) || !grid.every(Number.isFinite))
    throw new Error('floats must have a grid, or 16 bits');
}

const floatOf = (code: number, { grid }: Narrow): number =>
  grid ? Math.fround(code * grid[0] + grid[1]) : fromHalf(code);
