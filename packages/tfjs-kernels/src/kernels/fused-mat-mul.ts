import type { HeapKernel } from '../heap/heap-kernel.ts';
import { activationOf } from '../products/activate.ts';
import { multiply, productOf } from '../products/product.ts';
import { fillRows, isRowBias } from '../products/row-bias.ts';

/**
 * `BatchMatMul` with a bias [n] and an activation: the forward pass of Dense layers. The stock kernel adds the bias in the wrong place when
 * an operand is transposed or there is a batch.
 */
export const fusedMatMul: HeapKernel = {
  kernelName: '_FusedMatMul',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { bias, preluActivationWeights } = params.inputs;
    const product = productOf(params);
    const activate = product && activationOf(params.attrs, preluActivationWeights, product.n);
    if (!activate || !isRowBias(bias, product.n)) return stock(params);
    const out = heap.output(product.shape, 'float32');
    if (bias) fillRows(heap, bias, out);
    multiply(heap, product, out, Boolean(bias));
    activate(heap, out);
    return out;
  },
};
