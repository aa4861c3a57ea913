import type { Attributes } from '../heap/attributes.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/**
 * The gradient of resizing `images` [batch, height, width, channels] by copies of the nearest pixels: each pixel gets the sum of
 * `dy` over its copies. The stock kernel leaves `halfPixelCenters` out; the cpu backend does too, and for all images but the first it
 * reads `dy` in the wrong places.
 */
export const resizeNearestNeighborGrad: HeapKernel = {
  kernelName: 'ResizeNearestNeighborGrad',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { dy, images } = params.inputs;
    if (dy?.dtype !== 'float32' || !images) return stock(params);
    const [batch = 0, height = 0, width = 0, channels = 0] = images.shape;
    const [, outHeight = 0, outWidth = 0] = dy.shape;
    const out = heap.output(images.shape, 'float32');
    const sums = heap.floats(out).fill(0);
    const parts = heap.floats(dy);
    const rows = sourcesOf(height, outHeight, params.attrs);
    const columns = sourcesOf(width, outWidth, params.attrs);
    let from = 0;
    for (let image = 0; image < batch; image++) {
      for (const row of rows) {
        for (const column of columns) {
          const to = ((image * height + row) * width + column) * channels;
          for (let channel = 0; channel < channels; channel++) sums[to + channel]! += parts[from++]!;
        }
      }
    }
    return out;
  },
};

/** From which of `length` entries each of `outLength` is a copy. */
function sourcesOf(length: number, outLength: number, attributes: Attributes): Int32Array {
  const corners = attributes?.alignCorners === true;
  const scale = corners && outLength > 1 ? (length - 1) / (outLength - 1) : length / outLength;
  const shift = attributes?.halfPixelCenters === true ? 0.5 : 0;
  return Int32Array.from({ length: outLength }, (_, i) => {
    const place = scale * (i + shift);
    return Math.min(length - 1, corners ? Math.round(place) : Math.floor(place));
  });
}
