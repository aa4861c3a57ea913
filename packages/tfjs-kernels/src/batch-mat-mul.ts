import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs';

const isMatrix = ({ shape }: TensorInfo): boolean => shape.slice(0, -2).every((length) => length === 1);

const hasDisposeData = (backend: object): backend is { disposeData(dataId: object): unknown } =>
  'disposeData' in backend && typeof backend.disposeData === 'function';

/**
 * A `BatchMatMul` kernel over the stock one: for a single f32 product it writes the transposed operands out first, because the
 * stock kernel hands only un-transposed products to XNNPACK and loops naively over the others. Everything else goes to `stock`
 * unchanged.
 */
export function batchMatMul(stock: KernelFunc, transpose: KernelFunc): KernelFunc {
  return (params) => {
    const { inputs, backend, attrs } = params;
    const { a, b } = inputs;
    const { transposeA, transposeB } = attrs ?? {};
    const worthwhile =
      a?.dtype === 'float32' && b?.dtype === 'float32' && (transposeA || transposeB) && isMatrix(a) && isMatrix(b);
    if (!worthwhile || !hasDisposeData(backend)) return stock(params);

    const scratch: TensorInfo[] = [];
    const transposed = (x: TensorInfo): TensorInfo => {
      const rank = x.shape.length;
      const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
      const result = [transpose({ inputs: { x }, backend, attrs: { perm } })].flat()[0]!;
      scratch.push(result);
      return result;
    };
    try {
      return stock({
        backend,
        inputs: { a: transposeA ? transposed(a) : a, b: transposeB ? transposed(b) : b },
        attrs: { ...attrs, transposeA: false, transposeB: false },
      });
    } finally {
      for (const { dataId } of scratch) backend.disposeData(dataId);
    }
  };
}
