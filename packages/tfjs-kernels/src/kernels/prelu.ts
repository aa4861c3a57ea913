import type { HeapKernel } from '../heap/heap-kernel.ts';
import { sizeOf } from '../heap/size-of.ts';

/**
 * `x` where it is not below zero, elsewhere `x` times `alpha`, repeated along axes of length 1. The stock kernel repeats `alpha` from its
 * end, whatever its shape.
 */
export const prelu: HeapKernel = {
  kernelName: 'Prelu',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { x, alpha } = params.inputs;
    if (x?.dtype !== 'float32' || alpha?.dtype !== 'float32') return stock(params);
    const period = periodOf(alpha.shape, x.shape);
    if (period) {
      const out = heap.output(x.shape, 'float32');
      const rows = sizeOf(x.shape) / period;
      heap.simd.rectifyRows(heap.address(x), heap.address(alpha), heap.address(out), rows, period);
      return out;
    }
    const rank = Math.max(x.shape.length, alpha.shape.length);
    const shape = Array.from({ length: rank }, (_, axis) => lengthAt(x.shape, axis, rank, alpha.shape));
    const out = heap.output(shape, 'float32');
    const [values, inputs, slopes] = [heap.floats(out), heap.floats(x), heap.floats(alpha)];
    const [atX, atAlpha] = [stridesIn(x.shape, shape), stridesIn(alpha.shape, shape)];
    const width = shape.at(-1) ?? 1;
    const [stepX, stepAlpha] = [atX.at(-1) ?? 0, atAlpha.at(-1) ?? 0];
    const place = Array<number>(Math.max(0, rank - 1)).fill(0);
    let [i, j] = [0, 0];
    for (let row = 0; row < values.length; row += width) {
      for (let column = 0; column < width; column++) {
        const value = inputs[i + column * stepX]!;
        values[row + column] = value < 0 ? value * slopes[j + column * stepAlpha]! : value;
      }
      for (let axis = place.length - 1; axis >= 0; axis--) {
        i += atX[axis]!;
        j += atAlpha[axis]!;
        if (++place[axis]! < shape[axis]!) break;
        place[axis] = 0;
        i -= atX[axis]! * shape[axis]!;
        j -= atAlpha[axis]! * shape[axis]!;
      }
    }
    return out;
  },
};

/** After how many numbers of a tensor `alpha` begins again, or undefined where it is repeated along more than the first axes. */
function periodOf(alpha: readonly number[], shape: readonly number[]): number | undefined {
  const own = alpha.slice(alpha.filter((_, axis) => sizeOf(alpha.slice(0, axis + 1)) === 1).length);
  if (alpha.length > shape.length || own.some((length, i) => length !== shape.at(i - own.length))) return undefined;
  return sizeOf(own);
}

function lengthAt(a: readonly number[], axis: number, rank: number, b: readonly number[]): number {
  const [x, y] = [a[axis + a.length - rank] ?? 1, b[axis + b.length - rank] ?? 1];
  return x === 1 ? y : x;
}

/** How far apart neighbours along each axis of `shape` are in a tensor that is repeated to have it. */
const stridesIn = (own: readonly number[], shape: readonly number[]): number[] =>
  shape.map((_, axis) => {
    const at = axis + own.length - shape.length;
    return (own[at] ?? 1) === 1 ? 0 : sizeOf(own.slice(at + 1));
  });
