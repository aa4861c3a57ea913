import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { Attributes } from '../heap/attributes.ts';
import type { Heap } from '../heap/heap.ts';
import { type Axes, axesOf } from './axes-of.ts';
import { overTaps } from './over-taps.ts';

/** Images [batch, height, width, channels] and a filter [filterHeight, filterWidth, channels] that is moved over them. */
export interface Dilation {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly batch: number;
  readonly channels: number;
  readonly axes: Axes;
}

/** Per channel at one place: the greatest sum of a pixel and the entry of the filter over it, and where both are, or -1. */
export interface Peaks {
  readonly sums: Float64Array;
  readonly pixels: Int32Array;
  readonly taps: Int32Array;
}

/** The dilation that a kernel or its gradient is asked for, or undefined if it is not of tensors that are all float32 or all int32. */
export function dilationOf({ x, filter, dy }: NamedTensorInfoMap, attributes: Attributes): Dilation | undefined {
  if (x?.dtype !== 'float32' && x?.dtype !== 'int32') return undefined;
  if (filter?.dtype !== x.dtype || (dy && dy.dtype !== x.dtype)) return undefined;
  const [batch = 0, , , channels = 0] = x.shape;
  return { x, filter, batch, channels, axes: axesOf(x.shape, filter.shape, attributes, dy?.shape) };
}

/** What the cpu backend gives where there is no pixel under the filter. */
const NOTHING = Number.MIN_SAFE_INTEGER;

/** Goes from place to place; of equal sums the first counts, and NaN does not. */
export function dilate(
  heap: Heap,
  { x, filter, batch, channels, axes }: Dilation,
  each: (place: number, peaks: Peaks) => void,
): void {
  const [values, heights] = [heap.values(x), heap.values(filter)];
  const sums = new Float64Array(channels).fill(NOTHING);
  const pixels = new Int32Array(channels).fill(-1);
  const taps = new Int32Array(channels).fill(-1);
  const peaks = { sums, pixels, taps };
  overTaps(batch, axes, {
    tap(_place, pixel, tap) {
      const [from, over] = [pixel * channels, tap * channels];
      for (let channel = 0; channel < channels; channel++) {
        const sum = values[from + channel]! + heights[over + channel]!;
        if (sum > sums[channel]!) {
          sums[channel] = sum;
          pixels[channel] = from + channel;
          taps[channel] = over + channel;
        }
      }
    },
    leave(place) {
      each(place, peaks);
      sums.fill(NOTHING);
      pixels.fill(-1);
      taps.fill(-1);
    },
  });
}
