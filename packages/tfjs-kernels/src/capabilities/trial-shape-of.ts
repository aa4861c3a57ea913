import type { DataType, NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs';
import { numbersOf } from '../heap/attributes.ts';
import { einsumEquationOf } from '../products/einsum-equation.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { axesOf } from '../windows/axes-of.ts';

/** Kernels that work number by number, whose result is as large as their operands together. */
const POINTWISE: ReadonlySet<string> = new Set(
  (
    'Abs Add ClipByValue Elu EluGrad Exp FFT FusedBatchNorm IFFT Identity LeakyRelu Log Maximum Minimum Multiply Neg Prelu RealDiv ' +
    'Reciprocal Relu Relu6 Rsqrt Selu Sigmoid Softmax Softplus Sqrt Square SquaredDifference Step Sub Tanh ZerosLike'
  ).split(' '),
);

/** Kernels that compare number by number. */
const COMPARING: ReadonlySet<string> = new Set(
  'Equal Greater GreaterEqual Less LessEqual LogicalAnd LogicalNot LogicalOr NotEqual'.split(' '),
);

/** The result of a kernel whose work grows faster than it, or that is run over and over; undefined for others. */
export function trialShapeOf(
  tf: TensorFlow,
  kernelName: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap = {},
): { readonly shape: readonly number[]; readonly dtype: DataType } | undefined {
  const float = (shape: readonly number[] | undefined) => shape && { shape, dtype: 'float32' as const };
  const together = (shapes: readonly number[][]) =>
    shapes.reduce((one, other) => tf.broadcast_util.assertAndGetBroadcastShape(one, other));
  const { a, b, x, filter } = inputs;
  const rank = x?.shape.length ?? 0;
  switch (kernelName) {
    case 'Sum':
    case 'Mean': {
      const axes =
        numbersOf([attrs.axis].flat())?.map((axis) => (axis + rank) % rank) ?? x?.shape.map((_, axis) => axis);
      const kept = x?.shape.flatMap((length, axis) => (axes?.includes(axis) ? (attrs.keepDims ? [1] : []) : [length]));
      return x?.dtype === 'float32' ? float(kept) : undefined;
    }
    case 'Einsum': {
      const operands = Object.values(inputs).flatMap((operand) => (operand ? [operand] : []));
      const { result, lengthsOf } = einsumEquationOf(
        attrs.equation,
        operands.map(({ shape }) => shape),
      );
      return float(lengthsOf(result));
    }
    case 'Tile':
      return (
        x && { shape: x.shape.map((length, axis) => length * (numbersOf(attrs.reps)?.[axis] ?? 1)), dtype: x.dtype }
      );
    case 'UnsortedSegmentSum':
      return x && { shape: [Number(attrs.numSegments), ...x.shape.slice(1)], dtype: x.dtype };
    case 'Conv2D':
    case 'Conv3D':
    case 'FusedConv2D':
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2D': {
      if (!x || !filter || attrs.dataFormat === 'NCHW') return undefined;
      const axes = axesOf(x.shape, filter.shape.slice(0, -2), attrs).slice(2 - rank);
      if (axes.some(({ places }) => places < 1)) {
        throw new RangeError(`${kernelName}: a filter [${filter.shape}] does not fit into [${x.shape}]`);
      }
      const depths = filter.shape.slice(kernelName.includes('Depthwise') ? -2 : -1);
      return float([x.shape[0]!, ...axes.map(({ places }) => places), tf.util.sizeFromShape(depths)]);
    }
    case 'BatchMatMul':
    case '_FusedMatMul': {
      if (!a || !b) return undefined;
      const batch = together([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
      return float([...batch, a.shape.at(attrs.transposeA ? -1 : -2)!, b.shape.at(attrs.transposeB ? -2 : -1)!]);
    }
    case 'MaxPoolGrad':
    case 'AvgPoolGrad':
    case 'MaxPool3DGrad':
    case 'AvgPool3DGrad':
      return float(inputs.input?.shape);
    default: {
      const target = numbersOf(attrs.filterShape) ?? numbersOf(attrs.inputShape);
      if (kernelName.includes('Backprop') && target) return float(target);
      if (!POINTWISE.has(kernelName) && !COMPARING.has(kernelName)) return undefined;
      const operands = Object.values(inputs).flatMap((operand) => (operand ? [operand] : []));
      const dtype = COMPARING.has(kernelName) ? 'bool' : operands[0]!.dtype;
      return { shape: together(operands.map(({ shape }) => shape)), dtype };
    }
  }
}
