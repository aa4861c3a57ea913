import type { Window } from '@tensorpress/simd';
import { type Attributes, numbersOf, padBefore, paddingOf } from '../heap/attributes.ts';

/** How a window moves along one axis: at each of the `places` it sees `taps` entries, the first at `stride · place - before`. */
export interface Axis {
  readonly length: number;
  readonly places: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

/** How a window moves over volumes: along depth, height and width. */
export type Axes = readonly [depth: Axis, height: Axis, width: Axis];

const single: Axis = { length: 1, places: 1, taps: 1, stride: 1, dilation: 1, before: 0 };

/**
 * How a window of `filterSize` moves, by the attributes `strides`, `dilations`, `pad` and `dimRoundingMode`, over `inShape`, which
 * is [batch, depth, height, width, channels], or without the depth for images. `outShape` says how often, where that is known.
 */
export function axesOf(
  inShape: readonly number[],
  filterSize: unknown,
  attributes: Attributes,
  outShape?: readonly number[],
): Axes {
  const count = inShape.length - 2;
  const pad = paddingOf(attributes?.pad);
  const [sizes, strides, dilations] = [filterSize, attributes?.strides, attributes?.dilations].map((value) =>
    perAxis(value, count),
  ) as [number[], number[], number[]];
  const round = roundings.get(attributes?.dimRoundingMode) ?? Math.trunc;
  const axes = sizes.map((taps, i): Axis => {
    const [length, stride, dilation] = [inShape[i + 1]!, strides[i]!, dilations[i]!];
    const field = (taps - 1) * dilation + 1;
    const [first = 0, last = 0] = typeof pad === 'number' ? [pad, pad] : typeof pad === 'string' ? [] : pad[i + 1]!;
    const inside = length + first + last - field;
    const reached = pad === 'same' ? Math.ceil(length / stride) : inside < 0 ? 0 : round(inside / stride + 1);
    const places = outShape?.[i + 1] ?? reached;
    // Of volumes, unlike of images, 'same' cuts off what a stride beyond the field leaves over, on both sides.
    const same = Math.floor(((places - 1) * stride + field - length) / 2);
    const before = pad === 'same' && count === 3 ? same : padBefore(pad, i + 1, length, places, field, stride);
    return { length, places, taps, stride, dilation, before };
  });
  const [depth = single, height = single, width = single] = count === 2 ? [single, ...axes] : axes;
  return [depth, height, width];
}

const roundings: ReadonlyMap<unknown, (value: number) => number> = new Map([
  ['floor', Math.floor],
  ['round', Math.round],
  ['ceil', Math.ceil],
]);

/** A number for each axis of an attribute that is a list, or one number for all; 1 where there is none. */
const perAxis = (value: unknown, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (typeof value === 'number' ? value : (numbersOf(value)?.[i] ?? 1)));

/** The window of `filterSize` that, moved over `inShape` by the attributes, gives `outShape`; see `axesOf`. */
export const windowOf = (
  inShape: readonly number[],
  outShape: readonly number[],
  filterSize: unknown,
  attributes: Attributes,
): Window => windowOfAxes(axesOf(inShape, filterSize, attributes, outShape), inShape.at(-1) ?? 1);

/** The window that moves over each slice of a volume. */
export const windowOfAxes = ([, height, width]: Axes, channels: number): Window => [
  height.length,
  width.length,
  channels,
  height.taps,
  width.taps,
  height.stride,
  width.stride,
  height.dilation,
  width.dilation,
  height.before,
  width.before,
  width.places,
];
