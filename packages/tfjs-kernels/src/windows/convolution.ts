import type { Window } from '@tensorpress/simd';
import { COLUMNS, type Heap } from '../heap/heap.ts';

/** Images [count, height, width, channels] that a window moves over, to outHeight rows each. */
export interface Convolution {
  readonly count: number;
  readonly outHeight: number;
  readonly window: Window;
}

/**
 * Walks over the places of a convolution in pieces whose patches fit the cache, and calls `each` with where the piece is: the first
 * place of all images, how many places there are, and the room for their patches [places, filterHeight · filterWidth · channels].
 * `move` is `simd.im2col` or `simd.col2im` on the piece, from or to the images at `images`.
 */
export function inPieces(
  heap: Heap,
  { count, outHeight, window }: Convolution,
  each: (place: number, places: number, columns: number, move: (kernel: Move, images: number) => void) => void,
): void {
  const [height, width, channels, filterHeight, filterWidth, , , , , , , outWidth] = window;
  const patch = filterHeight * filterWidth * channels;
  const rows = Math.max(1, Math.floor(COLUMNS / (outWidth * patch)));
  const columns = heap.columns(outWidth * patch);
  const total = count * outHeight;
  for (let start = 0; start < total; ) {
    // Whole images while there is room for some, else rows of one.
    const image = Math.floor(start / outHeight);
    const end =
      rows >= outHeight
        ? Math.min(total, start + Math.floor(rows / outHeight) * outHeight)
        : Math.min((image + 1) * outHeight, start + rows);
    each(start * outWidth, (end - start) * outWidth, columns, (kernel, images) => {
      for (let row = start; row < end; ) {
        const at = Math.floor(row / outHeight);
        const first = row - at * outHeight;
        const length = Math.min(end - row, outHeight - first);
        const address = images + 4 * at * height * width * channels;
        kernel(address, columns + 4 * (row - start) * outWidth * patch, first, length);
        row += length;
      }
    });
    start = end;
  }
}

/** Moves the patches of some rows of an image between the image and the columns. */
export type Move = (image: number, columns: number, firstRow: number, rows: number) => void;

/** Whether each patch is one pixel, so that the images are their own columns. */
export function isPointwise([
  ,
  ,
  ,
  filterHeight,
  filterWidth,
  strideHeight,
  strideWidth,
  ,
  ,
  top,
  left,
]: Window): boolean {
  return filterHeight * filterWidth * strideHeight * strideWidth === 1 && top === 0 && left === 0;
}
