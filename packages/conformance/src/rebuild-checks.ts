import { type Node, type Ops, plainOps, random, sizeOf, type Tensor } from '@tensorpress/core';
import { amid, type Check, check } from './check.ts';
import { errorOf } from './compare.ts';
import { type AnyCodec, encodeNode, partsOf } from './run-codec.ts';

/** Tensor operations with automatic differentiation, such as those of TensorFlow.js. */
export interface Backend<T> {
  readonly ops: Ops<T>;
  /** The values of a tensor, row-major. */
  data(tensor: T): ArrayLike<number> | Promise<ArrayLike<number>>;
  /** The gradients, with respect to `xs`, of the sum of what `f` gives for them. */
  gradients(f: (xs: readonly T[]) => T, xs: readonly T[]): readonly T[];
}

/** The checks that training a codec's parts works, on the operations of a backend. */
export function rebuildChecks<Options, T>(
  codec: AnyCodec<Options>,
  label: string,
  options: Options,
  tensors: readonly Tensor[],
  { ops, data, gradients }: Backend<T>,
): Check[] {
  const each = (f: (node: Node) => Promise<void>) => async () => {
    for (const tensor of tensors) {
      await amid(`${tensor.dtype} [${tensor.shape}]`, async () => {
        const node = await encodeNode(codec, tensor, options);
        check(typeof node !== 'string', `is not encoded: ${node}`);
        await f(node);
      });
    }
  };
  const rebuilt = <V>(node: Node, on: Ops<V>, value: (part: Tensor, name: string) => V): V => {
    const parts: Record<string, V | Tensor> = {};
    for (const [name, part] of Object.entries(partsOf(node)))
      parts[name] = part.dtype === 'f32' ? value(part, name) : part;
    const { dtype, shape } = node;
    return codec.rebuild!<V>(on, parts as never, node.header, { dtype, shape }, node.version);
  };
  const tensorOf = (part: Tensor): T => ops.tensor(Float32Array.from(part.data), [...part.shape], 'float32');
  const like = (shape: readonly number[], values: ArrayLike<number>): Tensor => ({
    dtype: 'f32',
    shape,
    data: Float32Array.from(values),
  });
  return [
    {
      title: `${label}: rebuilds the same on the backend`,
      run: each(async (node) => {
        const values = await data(rebuilt(node, ops, tensorOf));
        check(values.length === sizeOf(node.shape), `gives ${values.length} values`);
        const error = errorOf(
          rebuilt<Tensor>(node, plainOps, (part) => part),
          like(node.shape, values),
        );
        check(error <= 1e-5, `the relative difference is ${error}`);
      }),
    },
    {
      title: `${label}: has finite gradients that agree with differences`,
      run: each(async (node) => {
        const floats = Object.entries(partsOf(node)).filter(([, part]) => part.dtype === 'f32');
        const next = random(4);
        const noise = (shape: readonly number[]) =>
          like(
            shape,
            Array.from({ length: sizeOf(shape) }, () => 2 * next() - 1),
          );
        const weights = noise(node.shape);
        const weighted = (xs: readonly T[]) =>
          ops.mul(
            rebuilt(node, ops, (_, name) => xs[floats.findIndex(([other]) => other === name)]!),
            tensorOf(weights),
          );
        const found = gradients(
          weighted,
          floats.map(([, part]) => tensorOf(part)),
        );
        for (const [i, [name, part]] of floats.entries()) {
          const gradient = await data(found[i]!);
          check(gradient.length === part.data.length, `the gradient of ${name} has ${gradient.length} values`);
          check(Array.from(gradient).every(Number.isFinite), `the gradient of ${name} is not finite`);
          const direction = noise(part.shape);
          const step = 1e-2 * Math.max(1e-3, norm(part.data) / Math.max(1, norm(direction.data)));
          const moved = (sign: number) => {
            const at = like(
              part.shape,
              Array.from(part.data, (value, j) => value + sign * step * direction.data[j]!),
            );
            return dot(rebuilt<Tensor>(node, plainOps, (other, own) => (own === name ? at : other)).data, weights.data);
          };
          const slope = (moved(1) - moved(-1)) / (2 * step);
          const expected = dot(gradient, direction.data);
          const scale = norm(gradient) * norm(direction.data);
          check(
            Math.abs(slope - expected) <= 1e-2 * scale + 1e-6,
            `the gradient of ${name} says ${expected} along a direction where the slope is ${slope}`,
          );
        }
      }),
    },
  ];
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (value, i) => value * b[i]!).reduce((x, y) => x + y, 0);

const norm = (a: ArrayLike<number>): number => Math.sqrt(dot(a, a));
