import type { NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs';
import { pairOf } from '../heap/attributes.ts';
import { axesOf } from '../windows/axes-of.ts';

/** Whether something goes wrong with these operands and attributes. */
type Call = (inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => boolean;

const roundedUp: Call = (_, { dimRoundingMode }) => dimRoundingMode === 'ceil' || dimRoundingMode === 'round';

const wide: Call = (inputs, attrs) =>
  roundedUp(inputs, attrs) ||
  (attrs.pad === 'same' &&
    pairOf(attrs.strides).some((stride, axis) => stride > (inputs.filter?.shape[axis] ?? stride)));

const CALLS: Readonly<Record<string, Call | undefined>> = {
  AvgPool: roundedUp,
  Cast: ({ x }, { dtype }) => dtype === 'bool' && x?.dtype !== 'bool',
  ClipByValue: ({ x }) => x?.dtype === 'int32',
  Conv2D: wide,
  DepthwiseConv2dNative: wide,
  FusedConv2D: wide,
  FusedDepthwiseConv2D: wide,
  GatherV2: (_, { batchDims }) => Boolean(batchDims),
  MaxPool: roundedUp,
  Prelu({ x, alpha }) {
    const first = alpha?.shape.findIndex((length) => length > 1) ?? -1;
    const own = first < 0 ? [] : (alpha?.shape.slice(first) ?? []);
    return own.length > 0 && String(x?.shape.slice(-own.length)) !== String(own);
  },
  Reverse: ({ x }) => x?.dtype === 'bool',
  Select: ({ t, e }) => t?.dtype === 'bool' && e?.dtype === 'bool',
  StridedSlice: ({ x }) => x?.dtype !== 'float32',
  _FusedMatMul: ({ a, bias }, { transposeA, transposeB }) =>
    bias !== undefined &&
    (Boolean(transposeA) || Boolean(transposeB) || (a?.shape.slice(0, -2) ?? []).some((length) => length > 1)),
};

/** Whether a window sees something beyond the images or volumes. */
const beyond: Call = ({ x }, attrs) =>
  x !== undefined &&
  axesOf(x.shape, attrs.filterSize, attrs).some(
    ({ length, places, taps, stride, before }) => before > 0 || (places - 1) * stride + taps > length,
  );

const GRADIENTS: Readonly<Record<string, Call | undefined>> = {
  AvgPool: beyond,
  AvgPool3D: beyond,
  ComplexAbs: () => true,
  Cumsum: ({ x }, { axis }) => axis !== (x?.shape.length ?? 0) - 1,
  MaxPool: (_, { dimRoundingMode }) => dimRoundingMode !== undefined && dimRoundingMode !== null,
  MirrorPad: () => true,
  Multiply: ({ a, b }) => a?.dtype === 'complex64' || b?.dtype === 'complex64',
  ResizeBilinear: (_, { halfPixelCenters }) => halfPixelCenters === true,
};

/** Whether the gradient that TensorFlow.js has for a kernel is another than that of this call, on every backend. */
export const leadsAstray = (kernelName: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined): boolean =>
  GRADIENTS[kernelName]?.(inputs, attrs ?? {}) ?? false;

/** Whether the stock kernel goes wrong at this call; of kernels that may with any numbers, at every one. */
export const goesAstray = (kernelName: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined): boolean =>
  CALLS[kernelName]?.(inputs, attrs ?? {}) ?? true;
