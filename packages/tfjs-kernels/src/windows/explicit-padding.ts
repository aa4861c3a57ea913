import type { Axes, Axis } from './axes-of.ts';

/**
 * How much lies around images so that a window goes along their axes: as the attribute `pad` has it in numbers, which leaves nothing
 * to round.
 */
export const explicitPadding = ([, height, width]: Axes): number[][] => [[0, 0], around(height), around(width), [0, 0]];

const around = ({ length, places, taps, stride, dilation, before }: Axis): number[] => [
  before,
  Math.max(0, (places - 1) * stride + (taps - 1) * dilation + 1 - length - before),
];
