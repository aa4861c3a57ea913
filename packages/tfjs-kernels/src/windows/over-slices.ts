import type { Axes } from './axes-of.ts';
import { startOf } from './over-taps.ts';

/** Slices of volumes that one layer of a filter moves over at once. */
export interface Slices {
  /** The layer of the filter. */
  readonly tap: number;
  /** The first slice of all volumes. */
  readonly from: number;
  /** The first slice of all results. */
  readonly to: number;
  readonly count: number;
}

/**
 * Takes a convolution of volumes apart into convolutions of images: every layer of the filter moves over slices of its own, and the
 * results add up.
 */
export function overSlices(volumes: number, [depth]: Axes, each: (slices: Slices) => void): void {
  for (let tap = 0; tap < depth.taps; tap++) {
    const slice = (place: number) => startOf(depth, place) + tap * depth.dilation;
    let first = 0;
    while (first < depth.places && slice(first) < 0) first++;
    let end = depth.places;
    while (end > first && slice(end - 1) >= depth.length) end--;
    // Neighbours in the result are neighbours in the volume where the filter leaves none out.
    const count = depth.stride === 1 ? end - first : 1;
    for (let volume = 0; volume < volumes; volume++) {
      for (let place = first; place < end; place += count) {
        each({ tap, from: volume * depth.length + slice(place), to: volume * depth.places + place, count });
      }
    }
  }
}
