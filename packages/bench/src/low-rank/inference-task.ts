import * as tf from '@tensorflow/tfjs';
import { createRegistry, defineCodec, type Model, type Node, random, sizeOf, type Tensor } from '@tensorpress/core';
import { svd } from '@tensorpress/svd';
import { fromLayersModel, toLayersModel } from '@tensorpress/tfjs';
import { callTimes } from '../call-times.ts';
import { type Flavour, useFlavour } from '../training/flavours.ts';

/** A net of one layer. */
export interface Shape {
  readonly layer: 'Dense' | 'GRU';
  /** Also of the inputs. */
  readonly units: number;
}

/** A net, and how its kernels are held: factored to a rank; whole, but called as factored ones are; or as a stock model. */
export interface InferenceJob extends Shape {
  readonly flavour: Flavour;
  readonly batch: number;
  readonly kernels: number | 'whole' | 'stock';
  readonly milliseconds: number;
}

/** Steps that a GRU takes. */
export const STEPS = 32;

const whole = defineCodec({
  id: 'whole',
  version: 1,
  options: {},
  takes: ['f32'],
  parts: { kernel: ['f32'] },
  plan: () => 'is never asked for',
  encode: () => 'is never asked for',
  rebuild: (_, { kernel }) => kernel,
});
const registry = createRegistry({ svd: async () => svd, whole: async () => whole });

const nets = new Map<string, Promise<tf.LayersModel>>();

/** Milliseconds of some calls, after one that is not counted; values are drawn, as they do not change the time. */
export async function run(job: InferenceJob): Promise<readonly number[]> {
  const { flavour, layer, units, kernels, batch, milliseconds } = job;
  await useFlavour(flavour);
  const key = `${layer} ${units} ${kernels}`;
  const net = await (nets.get(key) ?? nets.set(key, load(job)).get(key)!);
  const x = tf.randomNormal(layer === 'Dense' ? [batch, units] : [batch, STEPS, units]);
  const times = await callTimes(() => net.apply(x) as tf.Tensor, milliseconds);
  x.dispose();
  return times;
}

async function load({ layer, units, kernels }: InferenceJob): Promise<tf.LayersModel> {
  const config = { units, kernelInitializer: 'zeros', recurrentInitializer: 'zeros' } as const;
  const net = tf.sequential({
    layers: [
      layer === 'Dense'
        ? tf.layers.dense({ ...config, inputShape: [units] })
        : tf.layers.gru({ ...config, inputShape: [STEPS, units], recurrentActivation: 'sigmoid' }),
    ],
  });
  const model = await fromLayersModel(net);
  net.dispose();
  const next = random(0);
  const drawn = (...shape: number[]): Tensor<'f32'> => ({
    dtype: 'f32',
    shape,
    data: Float32Array.from({ length: sizeOf(shape) }, () => (next() - 0.5) / units),
  });
  const held = (shape: readonly number[]): Node | Tensor => {
    const [m = 1, n = 1] = shape;
    if (kernels === 'stock') return drawn(m, n);
    const node = { version: 1, dtype: 'f32', shape } as const;
    return kernels === 'whole'
      ? { ...node, codec: 'whole', header: {}, parts: { kernel: drawn(m, n) } }
      : { ...node, codec: 'svd', header: { ranks: [kernels] }, parts: { u: drawn(m, kernels), v: drawn(kernels, n) } };
  };
  const weights: Model['weights'] = Object.fromEntries(
    Object.entries(model.weights).map(([name, tree]) => [name, tree.shape.length === 2 ? held(tree.shape) : tree]),
  );
  return toLayersModel({ ...model, weights }, registry, { execution: kernels === 'stock' ? 'dense' : 'compressed' });
}
