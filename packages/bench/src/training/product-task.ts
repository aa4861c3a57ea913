import * as tf from '@tensorflow/tfjs';
import { random } from '@tensorpress/core';
import { createWorkspace } from '@tensorpress/simd';
import { type Flavour, useFlavour } from './flavours.ts';

/** Op(A) [batch, m, k] · op(B) [batch, k, n], where op may transpose. */
export interface Product {
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const square = (size: number, batch = 1) => ({ batch, m: size, k: size, n: size });
const plain = { transposeA: false, transposeB: false };
const transposed = [
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
];

/** The products that are timed; 128 × 784 × 300 is the first layer of LeNet-300-100. */
export const products: readonly Product[] = [
  ...[{ batch: 1, m: 128, k: 784, n: 300 }, square(512), square(1024), square(2048)].map((size) => ({
    ...size,
    ...plain,
  })),
  ...[{ batch: 1, m: 128, k: 784, n: 300 }, square(1024)].flatMap((size) =>
    transposed.map((form) => ({ ...size, ...form })),
  ),
  ...[square(64, 64), square(128, 32)].flatMap((size) => [plain, transposed[1]!].map((form) => ({ ...size, ...form }))),
];

/** What multiplies: `tf.matMul` with some kernels, or the workspace of @tensorpress/simd. */
export type Multiplier = Exclude<Flavour, 'cpu'> | 'workspace';

/** A while of one product. */
export interface ProductJob {
  readonly multiplier: Multiplier;
  readonly product: Product;
  /** How long to go on, after one that is left out if others follow. */
  readonly milliseconds: number;
}

/** Milliseconds of each product. */
export async function run({ multiplier, product, milliseconds }: ProductJob): Promise<number[]> {
  const { multiply, dispose } =
    multiplier === 'workspace' ? await byWorkspace(product) : await byTensorFlow(product, multiplier);
  const timed = () => {
    const start = performance.now();
    multiply();
    return performance.now() - start;
  };
  const first = timed();
  const taken: number[] = [];
  const end = performance.now() + milliseconds;
  while (first < 1000 && (taken.length < 2 || performance.now() < end)) taken.push(timed());
  dispose();
  return taken.length > 0 ? taken : [first];
}

/** One product, to be computed again and again. */
interface Multiplication {
  multiply(): void;
  dispose(): void;
}

async function byTensorFlow(product: Product, flavour: Flavour): Promise<Multiplication> {
  await useFlavour(flavour);
  const { batch, m, k, n, transposeA, transposeB } = product;
  const [a, b] = operands(product);
  const x = tf.tensor(a, transposeA ? [batch, k, m] : [batch, m, k]);
  const y = tf.tensor(b, transposeB ? [batch, n, k] : [batch, k, n]);
  return {
    multiply: () => tf.matMul(x, y, transposeA, transposeB).dispose(),
    dispose: () => tf.dispose([x, y]),
  };
}

async function byWorkspace(product: Product): Promise<Multiplication> {
  const { batch, m, k, n } = product;
  const [a, b] = operands(product);
  const pairs = Array.from(
    { length: batch },
    (_, i) => [a.subarray(i * m * k, (i + 1) * m * k), b.subarray(i * k * n, (i + 1) * k * n)] as const,
  );
  const { matMul } = await createWorkspace();
  return {
    multiply() {
      for (const [x, y] of pairs) matMul(x, y, product);
    },
    dispose() {},
  };
}

function operands({ batch, m, k, n }: Product): readonly [Float32Array, Float32Array] {
  const next = random(1);
  const values = (size: number) => Float32Array.from({ length: size }, () => next() - 0.5);
  return [values(batch * m * k), values(batch * k * n)];
}
