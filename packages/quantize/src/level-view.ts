import { fromHalf, memoise, sizeOf, type Tensor } from '@tensorpress/core';
import { type Layout, layoutOf, type Sharing } from './layout.ts';

/**
 * What the parts do not say: the code of zero, if it is the same everywhere; `half` if codes are half-precision numbers; and
 * what has a scale of its own.
 */
export type QuantizeHeader = Sharing & { readonly zero?: number; readonly half?: true };

/** Codes as the numbers that are to be scaled, laid out for that. */
export interface LevelView extends Layout {
  /** The same array each time, so that a trainer uploads it once. */
  readonly levels: Float32Array;
}

/**
 * The levels of the codes of a tensor of such a shape, less zero where that is the same everywhere.
 * @throws RangeError if the header or the codes are none that `quantize` writes for the shape.
 */
export function levelView(codes: Tensor<'u8' | 'u16'>, header: QuantizeHeader, shape: readonly number[]): LevelView {
  const views = viewsOf(codes);
  const key = JSON.stringify([header, shape]);
  const view = views.get(key) ?? newView(codes.data, header, shape);
  views.set(key, view);
  return view;
}

const viewsOf = memoise((_: Tensor) => new Map<string, LevelView>());

function newView(codes: ArrayLike<number>, header: QuantizeHeader, shape: readonly number[]): LevelView {
  const { zero = 0, half } = header;
  if (codes.length !== sizeOf(shape)) throw new RangeError(`codes must be ${sizeOf(shape)}, not ${codes.length}`);
  if (!Number.isFinite(zero)) throw new RangeError(`zero must be a number, not ${zero}`);
  if (half !== undefined && half !== true) throw new RangeError(`half must be true, not ${half}`);
  const layout = layoutOf(shape, header);
  const levels = new Float32Array(sizeOf(layout.view));
  for (let i = 0; i < codes.length; i++) levels[i] = half ? fromHalf(codes[i]!) : codes[i]! - zero;
  if (half && !levels.every(Number.isFinite)) throw new RangeError('codes must be finite numbers of half precision');
  return { ...layout, levels };
}
