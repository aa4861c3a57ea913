import type { Window } from '../kernels.ts';

/** A window over an image, in words. */
interface Geometry {
  readonly channels: number;
  readonly filterSize: number;
  readonly outWidth: number;
  /**
   * Visits what the window of an output sees of the image: the numbers of pixels, each with its number in the filter.
   */
  forEachPixel(outY: number, outX: number, visit: (pixel: number, inFilter: number) => void): void;
}

function geometryOf(window: Window): Geometry {
  const [height, width, channels, filterHeight, filterWidth, strideHeight, strideWidth, ...rest] = window;
  const [dilationHeight, dilationWidth, padTop, padLeft, outWidth] = rest;
  return {
    channels,
    filterSize: filterHeight * filterWidth,
    outWidth,
    forEachPixel(outY, outX, visit) {
      for (let filterY = 0; filterY < filterHeight; filterY++) {
        const y = outY * strideHeight - padTop + filterY * dilationHeight;
        if (y < 0 || y >= height) continue;
        for (let filterX = 0; filterX < filterWidth; filterX++) {
          const x = outX * strideWidth - padLeft + filterX * dilationWidth;
          if (x >= 0 && x < width) visit(y * width + x, filterY * filterWidth + filterX);
        }
      }
    },
  };
}

/** Copies the patches that a convolution sees. */
export function im2col(
  data: Float32Array,
  image: number,
  columns: number,
  firstRow: number,
  rows: number,
  window: Window,
): void {
  const { channels, filterSize, outWidth, forEachPixel } = geometryOf(window);
  for (let output = 0; output < rows * outWidth; output++) {
    const patch = columns + output * filterSize * channels;
    data.fill(0, patch, patch + filterSize * channels);
    forEachPixel(firstRow + Math.floor(output / outWidth), output % outWidth, (pixel, inFilter) => {
      data.copyWithin(patch + inFilter * channels, image + pixel * channels, image + (pixel + 1) * channels);
    });
  }
}

/** Adds patches to the image. */
export function col2im(
  data: Float32Array,
  columns: number,
  image: number,
  firstRow: number,
  rows: number,
  window: Window,
): void {
  const { channels, filterSize, outWidth, forEachPixel } = geometryOf(window);
  for (let output = 0; output < rows * outWidth; output++) {
    const patch = columns + output * filterSize * channels;
    forEachPixel(firstRow + Math.floor(output / outWidth), output % outWidth, (pixel, inFilter) => {
      const to = image + pixel * channels;
      const from = patch + inFilter * channels;
      for (let channel = 0; channel < channels; channel++) {
        data[to + channel] = data[to + channel]! + data[from + channel]!;
      }
    });
  }
}

/** Adds gradients to the places where windows have their first maximum. */
export function maxPoolGrad(
  data: Float32Array,
  x: number,
  dy: number,
  dx: number,
  outHeight: number,
  window: Window,
): void {
  const { channels, outWidth, forEachPixel } = geometryOf(window);
  for (let output = 0; output < outHeight * outWidth; output++) {
    for (let channel = 0; channel < channels; channel++) {
      let highest = Number.NEGATIVE_INFINITY;
      let place = -1;
      forEachPixel(Math.floor(output / outWidth), output % outWidth, (pixel) => {
        const value = data[x + pixel * channels + channel]!;
        if (value > highest) {
          highest = value;
          place = dx + pixel * channels + channel;
        }
      });
      if (place >= 0) data[place] = data[place]! + data[dy + output * channels + channel]!;
    }
  }
}

/** Adds the gradient of a depthwise convolution to that of its filter; sums go over the image, then to the filter. */
export function depthwiseGradFilter(
  data: Float32Array,
  x: number,
  dy: number,
  dFilter: number,
  multiplier: number,
  outHeight: number,
  window: Window,
): void {
  const { channels, filterSize, outWidth, forEachPixel } = geometryOf(window);
  const outputs = channels * multiplier;
  const sums = new Float32Array(filterSize * outputs);
  for (let output = 0; output < outHeight * outWidth; output++) {
    const gradient = dy + output * outputs;
    forEachPixel(Math.floor(output / outWidth), output % outWidth, (pixel, inFilter) => {
      for (let i = 0; i < outputs; i++) {
        const value = data[x + pixel * channels + Math.floor(i / multiplier)]!;
        const at = inFilter * outputs + i;
        sums[at] = sums[at]! + Math.fround(value * data[gradient + i]!);
      }
    });
  }
  for (let i = 0; i < sums.length; i++) data[dFilter + i] = data[dFilter + i]! + sums[i]!;
}

/** Adds the gradient of a depthwise convolution to that of its image. */
export function depthwiseGradInput(
  data: Float32Array,
  dy: number,
  filter: number,
  dx: number,
  multiplier: number,
  outHeight: number,
  window: Window,
): void {
  const { channels, outWidth, forEachPixel } = geometryOf(window);
  const outputs = channels * multiplier;
  for (let output = 0; output < outHeight * outWidth; output++) {
    const gradient = dy + output * outputs;
    forEachPixel(Math.floor(output / outWidth), output % outWidth, (pixel, inFilter) => {
      for (let i = 0; i < outputs; i++) {
        const at = dx + pixel * channels + Math.floor(i / multiplier);
        data[at] = data[at]! + Math.fround(data[gradient + i]! * data[filter + inFilter * outputs + i]!);
      }
    });
  }
}
