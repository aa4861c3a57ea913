import { CodecError } from '@tensorpress/core';
import { type KernelSides, kernelSides } from './kernel-sides.ts';

/** What else decoding has to know. */
export type CpHeader = { readonly rank: number; readonly window?: 'joint' };

/** How the components of a kernel are vectors. */
export interface Layout extends KernelSides {
  readonly rank: number;
  /** The lengths of the vectors of the window whose product is taken: of each axis that is longer than 1, or of all joined. */
  readonly axes: readonly number[];
}

/** A layout with as many components. */
export function layoutWith(sides: KernelSides, rank: number, window: 'separable' | 'joint'): Layout {
  return { ...sides, rank, axes: window === 'joint' ? [sides.places] : sides.window.filter((size) => size > 1) };
}

/** The rows of the part of the window: its vectors one below the other. */
export const rowsOf = ({ axes }: Layout): number => axes.reduce((sum, size) => sum + size, 0);

/** The parameters of a component. */
export const perComponent = (layout: Layout): number => rowsOf(layout) + layout.inputs + layout.outputs;

/**
 * The layout of a kernel of such a shape.
 * @throws CodecError if `cp` writes no such header for the shape
 */
export function layoutFrom(shape: readonly number[], { rank, window }: CpHeader): Layout {
  const sides = kernelSides(shape);
  if (typeof sides === 'string') throw new CodecError(`cp: the shape must be that of a kernel, not [${shape}]`);
  if (!Number.isSafeInteger(rank) || rank < 1)
    throw new CodecError(`cp: rank must be a positive integer, not ${JSON.stringify(rank)}`);
  if (window !== undefined && window !== 'joint')
    throw new CodecError(`cp: window must be 'joint' or left out, not ${JSON.stringify(window)}`);
  return layoutWith(sides, rank, window ?? 'separable');
}
