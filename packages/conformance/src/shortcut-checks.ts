import { type Node, plainOps, random, sizeOf, type Tensor } from '@tensorpress/core';
import { amid, type Check, check } from './check.ts';
import { errorOf, sameTensor } from './compare.ts';
import { type AnyCodec, decodeNode, encodeNode, partsOf } from './run-codec.ts';

/** The checks that what a codec computes without its tensor is what one computes with it. */
export function shortcutChecks<Options>(
  codec: AnyCodec<Options>,
  label: string,
  options: Options,
  tensors: readonly Tensor[],
): Check[] {
  const each = (f: (node: Node, tensor: Tensor) => void) => async () => {
    for (const tensor of tensors) {
      await amid(`${tensor.dtype} [${tensor.shape}]`, async () => {
        const node = await encodeNode(codec, tensor, options);
        check(typeof node !== 'string', `is not encoded: ${node}`);
        f(node, await decodeNode(codec, node));
      });
    }
  };
  const { rebuild, restore, matMul, factors } = codec;
  const rest = ({ header, dtype, shape, version }: Node) => [header, { dtype, shape }, version] as const;
  return [
    ...(rebuild && restore
      ? [
          {
            title: `${label}: restores bit for bit what it rebuilds`,
            run: each((node) => {
              const [parts, others] = [partsOf(node) as never, rest(node)] as const;
              const expected = rebuild<Tensor>(plainOps, parts, ...others);
              check(sameTensor(restore(parts, ...others), expected), 'gives another tensor');
            }),
          },
        ]
      : []),
    ...(matMul
      ? [
          {
            title: `${label}: multiplies as its tensor does`,
            run: each((node, tensor) => {
              if (node.shape.length !== 2) return;
              const next = random(7);
              const multiply = matMul<Tensor>(plainOps, partsOf(node) as never, ...rest(node));
              // A codec may take another way for many rows, and is asked for some more than once.
              for (const rows of [3, 3, 1, 300]) {
                const shape = [rows, node.shape[0]!];
                const data = Float32Array.from({ length: sizeOf(shape) }, () => 2 * next() - 1);
                const x: Tensor = { dtype: 'f32', shape, data };
                checkClose(multiply(rows)(x), plainOps.matMul(x, tensor));
              }
            }),
          },
        ]
      : []),
    ...(factors
      ? [
          {
            title: `${label}: has factors that make up its tensor`,
            run: each((node, tensor) => {
              const kernels = factors<Tensor>(plainOps, partsOf(node) as never, ...rest(node));
              if (kernels) checkClose(kernels.map(ordinary).reduce(composed), tensor);
            }),
          },
        ]
      : []),
  ];
}

function checkClose(found: Tensor, expected: Tensor): void {
  check(String(found.shape) === String(expected.shape), `gives the shape [${found.shape}], not [${expected.shape}]`);
  const error = errorOf(expected, found);
  check(error <= 1e-5, `the relative difference is ${error}`);
}

/** The kernel of an ordinary convolution that does what a depthwise one does: gives each channel of its own what its window makes. */
function ordinary(kernel: Tensor, i: number, kernels: readonly Tensor[]): Tensor {
  const [channels = 1, outputs] = kernel.shape.slice(-2);
  const next = kernels[i + 1];
  const inputs = next?.shape.at(-2);
  if (!next || inputs === outputs) return kernel;
  check(outputs === 1 && inputs === channels, `the kernel [${next.shape}] cannot follow [${kernel.shape}]`);
  const data = new Float32Array(kernel.data.length * channels);
  for (const [at, value] of kernel.data.entries()) data[at * channels + (at % channels)] = value;
  return { dtype: 'f32', shape: [...kernel.shape.slice(0, -1), channels], data };
}

/** The kernel of a layer that does what layers with two kernels [...window, inputs, outputs] do one after the other. */
function composed(first: Tensor, second: Tensor): Tensor {
  const axes = first.shape.length - 2;
  const inputs = first.shape.at(-2) ?? 1;
  const outputs = second.shape.at(-1) ?? 1;
  const window = Array.from({ length: axes }, (_, axis) => first.shape[axis]! + second.shape[axis]! - 1);
  const data = new Float32Array(sizeOf(window) * inputs * outputs);
  for (const [i, a] of tapsOf(first).entries()) {
    for (const [j, b] of tapsOf(second).entries()) {
      const product = plainOps.matMul(a, b).data;
      const at = indexOf(i, first.shape, window, axes) + indexOf(j, second.shape, window, axes);
      for (let k = 0; k < product.length; k++) data[at * product.length + k]! += product[k]!;
    }
  }
  return { dtype: 'f32', shape: [...window, inputs, outputs], data };
}

/** The matrices [inputs, outputs] of a kernel, one for each place of its window. */
function tapsOf({ shape, data }: Tensor): Tensor[] {
  const matrix = shape.slice(-2);
  const size = sizeOf(matrix);
  return Array.from({ length: sizeOf(shape.slice(0, -2)) }, (_, i) => ({
    dtype: 'f32',
    shape: matrix,
    data: data.subarray(i * size, (i + 1) * size),
  }));
}

/** The number within a window of a place that has some number in a smaller one. */
function indexOf(place: number, shape: readonly number[], window: readonly number[], axes: number): number {
  let [left, index, stride] = [place, 0, 1];
  for (let axis = axes - 1; axis >= 0; axis--) {
    index += (left % shape[axis]!) * stride;
    left = Math.floor(left / shape[axis]!);
    stride *= window[axis]!;
  }
  return index;
}
