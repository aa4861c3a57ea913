import type { KernelFunc } from '@tensorflow/tfjs';
import { isHeapBackend } from './heap-backend.ts';

/**
 * The `UnsortedSegmentSum` kernel: `x` [n, …] and `segmentIds` [n] give [numSegments, …], where row s is the sum of the rows
 * of `x` whose id is s. Rows with an id outside 0…numSegments - 1 count nowhere, as on the cpu backend.
 */
export const unsortedSegmentSum: KernelFunc = ({ inputs: { x, segmentIds }, backend, attrs }) => {
  const numSegments = attrs?.numSegments;
  if (x === undefined || segmentIds === undefined || typeof numSegments !== 'number') {
    throw new TypeError('UnsortedSegmentSum: x, segmentIds and numSegments must be given');
  }
  if (!isHeapBackend(backend)) {
    throw new TypeError('UnsortedSegmentSum: the backend must have makeOutput and typedArrayFromHeap');
  }
  const [rows = 0, ...rowShape] = x.shape;
  if (segmentIds.shape.length !== 1 || segmentIds.shape[0] !== rows) {
    throw new RangeError(
      `UnsortedSegmentSum: segmentIds must have shape [${rows}], not [${segmentIds.shape.join(', ')}]`,
    );
  }

  // The output comes first: taking it may grow the heap, which detaches views.
  const out = backend.makeOutput([numSegments, ...rowShape], x.dtype);
  const sums = backend.typedArrayFromHeap(out).fill(0);
  const values = backend.typedArrayFromHeap(x);
  const ids = backend.typedArrayFromHeap(segmentIds);
  const width = rowShape.reduce((size, length) => size * length, 1);
  for (let row = 0; row < rows; row++) {
    const id = ids[row]!;
    if (id < 0 || id >= numSegments) continue;
    const from = row * width;
    const to = id * width;
    for (let column = 0; column < width; column++) sums[to + column]! += values[from + column]!;
  }
  return out;
};
