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
      const width = sizeOf(rowShape);
      if (x.dtype === 'int32') {
        addIntegers(heap.ints(x), heap.ints(segmentIds), heap.ints(out).fill(0), width, numSegments);
      } else {
        heap.floats(out).fill(0);
        const [from, ids, to] = [x, segmentIds, out].map(heap.address);
        heap.simd.addRows(from!, width, ids!, rows, to!, numSegments);
      }
      return out;
    },
};

function addIntegers(values: Int32Array, ids: Int32Array, sums: Int32Array, width: number, numSegments: number): void {
  for (const [row, id] of ids.entries()) {
    if (id < 0 || id >= numSegments) continue;
    for (let column = 0; column < width; column++) sums[id * width + column]! += values[row * width + column]!;
  }
}
