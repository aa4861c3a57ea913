import type { HeapKernel } from '../heap/heap-kernel.ts';
import { multiply, multiplyIntegers, productOf } from '../products/product.ts';

/**
 * The product of matrices, or of batches of them, transposed or not. The stock kernel hands only single products without
 * transposition to XNNPACK and loops naively over the others, which all gradients of Dense and recurrent layers are.
 */
export const batchMatMul: HeapKernel = {
  kernelName: 'BatchMatMul',
  stock: 'slow',
  make: (heap, stock) => (params) => {
    const integers = productOf(params, 'int32');
    if (integers) {
      const out = heap.output(integers.shape, 'int32');
      multiplyIntegers(heap, integers, out);
      return out;
    }
    const product = productOf(params);
    if (!product) return stock(params);
    const out = heap.output(product.shape, 'float32');
    multiply(heap, product, out);
    return out;
  },
};
