import type { Kernels } from './kernels.ts';
import { cholesky } from './typescript/cholesky.ts';
import { countBoundaries } from './typescript/count-boundaries.ts';
import { clamp, normalizeRows, rectifyRows } from './typescript/elementwise.ts';
import { product, symmetricProduct } from './typescript/product.ts';
import { addRows, gatherRows, sumRows, transpose } from './typescript/rows.ts';
import { viewsOf } from './typescript/views.ts';
import { col2im, depthwiseGradFilter, depthwiseGradInput, im2col, maxPoolGrad } from './typescript/windows.ts';

/** The kernels in TypeScript, with the same results as those in WebAssembly, bit for bit. */
export function typescriptKernels(memory: WebAssembly.Memory): Kernels {
  const views = viewsOf(memory);
  return {
    flavour: 'typescript',
    matMul: (a, lda, b, ldb, c, ldc, m, k, n, flags) =>
      product(views().f32, single(a, lda), single(b, ldb), single(c, ldc), m, k, n, flags),
    symmetricProduct: (a, lda, c, ldc, m, n, flags) =>
      symmetricProduct(views().f32, single(a, lda), single(c, ldc), m, n, flags),
    matMul64: (a, lda, b, ldb, c, ldc, m, k, n, flags) =>
      product(views().f64, double(a, lda), double(b, ldb), double(c, ldc), m, k, n, flags),
    symmetricProduct64: (a, lda, c, ldc, m, n, flags) =>
      symmetricProduct(views().f64, double(a, lda), double(c, ldc), m, n, flags),
    cholesky64: (a, lda, n) => cholesky(views().f64, double(a, lda), n),
    im2col: (image, columns, firstRow, rows, ...window) =>
      im2col(views().f32, image / 4, columns / 4, firstRow, rows, window),
    col2im: (columns, image, firstRow, rows, ...window) =>
      col2im(views().f32, columns / 4, image / 4, firstRow, rows, window),
    maxPoolGrad: (x, dy, dx, outHeight, ...window) =>
      maxPoolGrad(views().f32, x / 4, dy / 4, dx / 4, outHeight, window),
    depthwiseGradFilter: (x, dy, dFilter, multiplier, outHeight, ...window) =>
      depthwiseGradFilter(views().f32, x / 4, dy / 4, dFilter / 4, multiplier, outHeight, window),
    depthwiseGradInput: (dy, filter, dx, multiplier, outHeight, ...window) =>
      depthwiseGradInput(views().f32, dy / 4, filter / 4, dx / 4, multiplier, outHeight, window),
    sumRows: (x, sums, rows, width, flags) => sumRows(views().f32, x / 4, sums / 4, rows, width, flags),
    gatherRows: (x, length, width, indices, count, out) =>
      gatherRows(views().i32, x / 4, length, width, indices / 4, count, out / 4),
    addRows(x, width, indices, count, sums, length) {
      const { f32, i32 } = views();
      addRows(f32, i32, x / 4, width, indices / 4, count, sums / 4, length);
    },
    transpose: (x, out, rows, columns) => transpose(views().f32, x / 4, out / 4, rows, columns),
    normalizeRows: (x, mean, factor, offset, out, rows, width) =>
      normalizeRows(views().f32, x / 4, mean / 4, factor / 4, offset / 4, out / 4, rows, width),
    rectifyRows: (x, slopes, out, rows, width) => rectifyRows(views().f32, x / 4, slopes / 4, out / 4, rows, width),
    clamp: (x, out, count, least, most) => clamp(views().f32, x / 4, out / 4, count, least, most),
    countBoundaries(values, count, boundaries, k, indices) {
      const { f32, bytes } = views();
      countBoundaries(
        f32.subarray(values / 4, values / 4 + count),
        f32.subarray(boundaries / 4, boundaries / 4 + k),
        bytes.subarray(indices, indices + count),
      );
    },
  };
}

const single = (pointer: number, row: number) => ({ at: pointer / 4, row });
const double = (pointer: number, row: number) => ({ at: pointer / 8, row });
