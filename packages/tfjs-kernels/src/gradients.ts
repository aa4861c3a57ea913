import type { OpGradient } from './derivatives/op-gradient.ts';
import { avgPool } from './gradients/avg-pool.ts';
import { avgPool3d } from './gradients/avg-pool-3d.ts';
import { batchMatMul } from './gradients/batch-mat-mul.ts';
import { complex } from './gradients/complex.ts';
import { complexAbs } from './gradients/complex-abs.ts';
import { conv3dBackpropInputV2 } from './gradients/conv-3d-backprop-input-v2.ts';
import { conv2d } from './gradients/conv2d.ts';
import { cumprod } from './gradients/cumprod.ts';
import { cumsum } from './gradients/cumsum.ts';
import { depthToSpace } from './gradients/depth-to-space.ts';
import { depthwiseConv2dNative } from './gradients/depthwise-conv2d-native.ts';
import { einsum } from './gradients/einsum.ts';
import { fft } from './gradients/fft.ts';
import { fusedBatchNorm } from './gradients/fused-batch-norm.ts';
import { gatherNd } from './gradients/gather-nd.ts';
import { ifft } from './gradients/ifft.ts';
import { imag } from './gradients/imag.ts';
import { maxPool } from './gradients/max-pool.ts';
import { maximum } from './gradients/maximum.ts';
import { minimum } from './gradients/minimum.ts';
import { mirrorPad } from './gradients/mirror-pad.ts';
import { multiply } from './gradients/multiply.ts';
import { real } from './gradients/real.ts';
import { resizeBilinear } from './gradients/resize-bilinear.ts';
import { scatterNd } from './gradients/scatter-nd.ts';
import { sparseToDense } from './gradients/sparse-to-dense.ts';
import { squaredDifference } from './gradients/squared-difference.ts';
import { stridedSlice } from './gradients/strided-slice.ts';
import { tensorScatterUpdate } from './gradients/tensor-scatter-update.ts';
import { topK } from './gradients/top-k.ts';
import { unpack } from './gradients/unpack.ts';

/** All gradients of this package. */
export const gradients: readonly OpGradient[] = [
  avgPool,
  avgPool3d,
  batchMatMul,
  complex,
  complexAbs,
  conv2d,
  conv3dBackpropInputV2,
  cumprod,
  cumsum,
  depthToSpace,
  depthwiseConv2dNative,
  einsum,
  fft,
  fusedBatchNorm,
  gatherNd,
  ifft,
  imag,
  maxPool,
  maximum,
  minimum,
  mirrorPad,
  multiply,
  real,
  resizeBilinear,
  scatterNd,
  sparseToDense,
  squaredDifference,
  stridedSlice,
  tensorScatterUpdate,
  topK,
  unpack,
];
