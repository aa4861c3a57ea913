import type { HeapKernel } from './heap/heap-kernel.ts';
import { add } from './kernels/add.ts';
import { avgPool } from './kernels/avg-pool.ts';
import { batchMatMul } from './kernels/batch-mat-mul.ts';
import { cast } from './kernels/cast.ts';
import { clipByValue } from './kernels/clip-by-value.ts';
import { complex } from './kernels/complex.ts';
import { complexAbs } from './kernels/complex-abs.ts';
import { concat } from './kernels/concat.ts';
import { conv3d } from './kernels/conv-3d.ts';
import { conv3dBackpropFilterV2 } from './kernels/conv-3d-backprop-filter-v2.ts';
import { conv3dBackpropInputV2 } from './kernels/conv-3d-backprop-input-v2.ts';
import { conv2d } from './kernels/conv2d.ts';
import { conv2dBackpropFilter } from './kernels/conv2d-backprop-filter.ts';
import { conv2dBackpropInput } from './kernels/conv2d-backprop-input.ts';
import { depthwiseConv2dNative } from './kernels/depthwise-conv2d-native.ts';
import { depthwiseConv2dNativeBackpropFilter } from './kernels/depthwise-conv2d-native-backprop-filter.ts';
import { depthwiseConv2dNativeBackpropInput } from './kernels/depthwise-conv2d-native-backprop-input.ts';
import { dilation2d } from './kernels/dilation-2d.ts';
import { dilation2dBackpropFilter } from './kernels/dilation-2d-backprop-filter.ts';
import { dilation2dBackpropInput } from './kernels/dilation-2d-backprop-input.ts';
import { einsum } from './kernels/einsum.ts';
import { fft } from './kernels/fft.ts';
import { fusedBatchNorm } from './kernels/fused-batch-norm.ts';
import { fusedConv2d } from './kernels/fused-conv2d.ts';
import { fusedDepthwiseConv2d } from './kernels/fused-depthwise-conv2d.ts';
import { fusedMatMul } from './kernels/fused-mat-mul.ts';
import { gatherV2 } from './kernels/gather-v2.ts';
import { identity } from './kernels/identity.ts';
import { ifft } from './kernels/ifft.ts';
import { imag } from './kernels/imag.ts';
import { maxPool } from './kernels/max-pool.ts';
import { maxPool3d } from './kernels/max-pool-3d.ts';
import { maxPool3dGrad } from './kernels/max-pool-3d-grad.ts';
import { maxPoolGrad } from './kernels/max-pool-grad.ts';
import { maxPoolWithArgmax } from './kernels/max-pool-with-argmax.ts';
import { multiply } from './kernels/multiply.ts';
import { neg } from './kernels/neg.ts';
import { onesLike } from './kernels/ones-like.ts';
import { pack } from './kernels/pack.ts';
import { prelu } from './kernels/prelu.ts';
import { real } from './kernels/real.ts';
import { resizeNearestNeighborGrad } from './kernels/resize-nearest-neighbor-grad.ts';
import { reverse } from './kernels/reverse.ts';
import { select } from './kernels/select.ts';
import { slice } from './kernels/slice.ts';
import { splitV } from './kernels/split-v.ts';
import { stridedSlice } from './kernels/strided-slice.ts';
import { sub } from './kernels/sub.ts';
import { sum } from './kernels/sum.ts';
import { unpack } from './kernels/unpack.ts';
import { unsortedSegmentSum } from './kernels/unsorted-segment-sum.ts';
import { zerosLike } from './kernels/zeros-like.ts';

/** All kernels of this package. */
export const kernels: readonly HeapKernel[] = [
  add,
  avgPool,
  batchMatMul,
  cast,
  clipByValue,
  complex,
  complexAbs,
  concat,
  conv2d,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  conv3d,
  conv3dBackpropFilterV2,
  conv3dBackpropInputV2,
  depthwiseConv2dNative,
  depthwiseConv2dNativeBackpropFilter,
  depthwiseConv2dNativeBackpropInput,
  dilation2d,
  dilation2dBackpropFilter,
  dilation2dBackpropInput,
  einsum,
  fft,
  fusedBatchNorm,
  fusedConv2d,
  fusedDepthwiseConv2d,
  fusedMatMul,
  gatherV2,
  identity,
  ifft,
  imag,
  maxPool,
  maxPool3d,
  maxPool3dGrad,
  maxPoolGrad,
  maxPoolWithArgmax,
  multiply,
  neg,
  onesLike,
  pack,
  prelu,
  real,
  resizeNearestNeighborGrad,
  reverse,
  select,
  slice,
  splitV,
  stridedSlice,
  sub,
  sum,
  unpack,
  unsortedSegmentSum,
  zerosLike,
];
