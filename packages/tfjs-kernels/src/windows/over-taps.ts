import type { Axes, Axis } from './axes-of.ts';

/** What a walk over windows calls. */
export interface Steps {
  /** For each pixel that the window sees at a place, in the order of the taps. */
  tap(place: number, pixel: number, tap: number): void;
  /** When all taps at a place are done. */
  leave?(place: number): void;
}

/**
 * Moves a window over volumes, from place to place and there from tap to tap, depth first. Places and pixels are counted over all
 * volumes; what lies outside is left out.
 */
export function overTaps(volumes: number, [depth, height, width]: Axes, { tap, leave }: Steps): void {
  let place = 0;
  for (let volume = 0; volume < volumes; volume++) {
    for (let z = 0; z < depth.places; z++) {
      const front = startOf(depth, z);
      const [firstZ, endZ] = tapsInside(depth, z);
      for (let y = 0; y < height.places; y++) {
        const top = startOf(height, y);
        const [firstY, endY] = tapsInside(height, y);
        for (let x = 0; x < width.places; x++, place++) {
          const left = startOf(width, x);
          const [firstX, endX] = tapsInside(width, x);
          for (let tapZ = firstZ; tapZ < endZ; tapZ++) {
            const slice = volume * depth.length + front + tapZ * depth.dilation;
            for (let tapY = firstY; tapY < endY; tapY++) {
              const row = (slice * height.length + top + tapY * height.dilation) * width.length + left;
              const taps = (tapZ * height.taps + tapY) * width.taps;
              for (let tapX = firstX; tapX < endX; tapX++) tap(place, row + tapX * width.dilation, taps + tapX);
            }
          }
          leave?.(place);
        }
      }
    }
  }
}

/** Where the first tap is at a place; before the first entry and beyond the last there is nothing. */
export const startOf = ({ stride, before }: Axis, place: number): number => place * stride - before;

/** The first tap that is inside at a place, and the one after the last. */
export function tapsInside(axis: Axis, place: number): readonly [first: number, end: number] {
  const start = startOf(axis, place);
  const first = start < 0 ? Math.ceil(-start / axis.dilation) : 0;
  return [first, Math.min(axis.taps, Math.ceil((axis.length - start) / axis.dilation))];
}
