import type { NamedAttrMap } from '@tensorflow/tfjs';

/** Attributes as a kernel gets them. */
export type Attributes = NamedAttrMap | undefined;

/** The padding of TensorFlow.js: a name, the same number on every side, or [before, after] for each of the four axes. */
export type Padding = 'same' | 'valid' | number | readonly (readonly number[])[];

/** An attribute that is a number, or undefined. */
export const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The numbers of an attribute that is a list of them, or undefined. */
export function numbersOf(value: unknown): number[] | undefined {
  return Array.isArray(value) && value.every((number) => typeof number === 'number') ? value : undefined;
}

/** Both numbers of an attribute that is a number or a list of one or two; 1 where there is none. */
export function pairOf(value: unknown): [number, number] {
  const [first = 1, second = first] = typeof value === 'number' ? [value] : (numbersOf(value) ?? []);
  return [first, second];
}

/** An attribute as padding. */
export function paddingOf(value: unknown): Padding {
  if (value === 'same' || value === 'valid' || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map((sides) => numbersOf(sides) ?? []);
  throw new TypeError(`tfjs-kernels: pad must be 'same', 'valid', a number or a list, not ${value}`);
}

/** The zeros before an axis of `length` entries, over which a field moves by `stride` to `outLength` places. */
export function padBefore(
  pad: Padding,
  axis: number,
  length: number,
  outLength: number,
  field: number,
  stride: number,
): number {
  if (pad === 'valid') return 0;
  if (pad === 'same') return Math.floor(Math.max(0, (outLength - 1) * stride + field - length) / 2);
  return typeof pad === 'number' ? pad : (pad[axis]?.[0] ?? 0);
}
