import type { HeapKernel } from '../heap/heap-kernel.ts';
import { sizeOf } from '../heap/size-of.ts';

/**
 * `x` [n, …] and int32 `segmentIds` [n] give [numSegments, …], where row s is the sum of the rows of `x` whose id is s. Rows with
 * an id outside 0…numSegments - 1 count nowhere, as on the cpu backend. It is the gradient of every `gather`.
 */
export const unsortedSegmentSum: HeapKernel = {
  kernelName: 'UnsortedSegmentSum',
  stock: 'missing',
  make:
    (heap) =>
    ({ inputs: { x, segmentIds }, attrs }) => {
      const numSegments = attrs?.numSegments;
      if (x === undefined || segmentIds === undefined || typeof numSegments !== 'number') {
        throw new TypeError('UnsortedSegmentSum: x, segmentIds and numSegments must be given');
      }
      const [rows = 0, ...rowShape] = x.shape;
      if (segmentIds.shape.length !== 1 || segmentIds.shape[0] !== rows) {
        throw new RangeError(
          `UnsortedSegmentSum: segmentIds must have shape [${rows}], not [${segmentIds.shape.join(', ')}]`,
        );
      }
      const out = heap.output([numSegments, ...rowShape], x.dtype);
      const view = x.dtype === 'int32' ? heap.ints : heap.floats;
      const sums = view(out).fill(0);
      const values = view(x);
      const ids = heap.ints(segmentIds);
      const width = sizeOf(rowShape);
      for (let row = 0; row < rows; row++) {
        const id = ids[row]!;
        if (id < 0 || id >= numSegments) continue;
        const from = row * width;
        const to = id * width;
        for (let column = 0; column < width; column++) sums[to + column]! += values[from + column]!;
      }
      return out;
    },
};
