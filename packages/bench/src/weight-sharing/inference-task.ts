import * as tf from '@tensorflow/tfjs';
import { createRegistry, decodeModel, leavesOf, type Stage, sizeOf, use } from '@tensorpress/core';
import { deepthin } from '@tensorpress/deepthin';
import { hashnet } from '@tensorpress/hashnet';
import { multiHash } from '@tensorpress/multi-hash';
import { svd } from '@tensorpress/svd';
import { compressLayers, fromLayersModel, toLayersModel } from '@tensorpress/tfjs';
import { type Flavour, useFlavour } from '../training/flavours.ts';

/** What the kernel of a layer is held as. */
export type Form = 'dense' | 'deepthin' | 'svd' | 'hashnet' | 'multi-hash';

/** A layer, how its kernel is held, and how much of the dense parameters that may take. */
export interface InferenceJob {
  readonly flavour: Flavour;
  readonly form: Form;
  readonly ratio: number;
  readonly inputs: number;
  readonly units: number;
  readonly batch: number;
  readonly milliseconds: number;
}

/** Times of some calls, and the parameters that the kernel has. */
export interface Inference {
  readonly parameters: number;
  readonly times: readonly number[];
  /** The largest difference from what the kernel gives when it is built, relative to the largest output. */
  readonly difference: number;
}

const stages: Readonly<Record<Exclude<Form, 'dense'>, (ratio: number) => Stage>> = {
  deepthin: (ratio) => use(deepthin, { ratio }),
  svd: (rank) => use(svd, { rank }),
  hashnet: (ratio) => use(hashnet, { ratio }),
  'multi-hash': (rank) => use(multiHash, { rank }),
};
const registry = createRegistry({
  deepthin: async () => deepthin,
  hashnet: async () => hashnet,
  'multi-hash': async () => multiHash,
  svd: async () => svd,
});

interface Loaded {
  readonly net: tf.LayersModel;
  readonly parameters: number;
  readonly difference: number;
}

const loaded = new Map<string, Promise<Loaded>>();

/** Milliseconds of some calls, after one that is not counted. */
export async function run(job: InferenceJob): Promise<Inference> {
  const { flavour, form, ratio, inputs, batch, milliseconds } = job;
  await useFlavour(flavour);
  const key = `${form} ${ratio}`;
  const { net, parameters, difference } = await (loaded.get(key) ?? loaded.set(key, load(job)).get(key)!);
  const x = tf.randomNormal([batch, inputs]);
  const times: number[] = [];
  const call = async () => {
    const start = performance.now();
    const y = tf.tidy(() => net.apply(x) as tf.Tensor);
    await y.data();
    times.push(performance.now() - start);
    y.dispose();
  };
  await call();
  times.pop();
  const end = performance.now() + milliseconds;
  do await call();
  while (performance.now() < end);
  x.dispose();
  return { parameters, times, difference };
}

async function load({ form, ratio, inputs, units }: InferenceJob): Promise<Loaded> {
  const dense = tf.sequential({
    layers: [tf.layers.dense({ units, inputShape: [inputs], kernelInitializer: 'heNormal', useBias: false })],
  });
  if (form === 'dense') return { net: dense, parameters: inputs * units, difference: 0 };
  const model = await fromLayersModel(await compressLayers(dense, [stages[form](ratio)], { seed: 1 }));
  dense.dispose();
  const net = await toLayersModel(model, registry, { execution: 'compressed' });
  const parameters = [...leavesOf(model.weights).keys()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const { weights } = await decodeModel(model, registry);
  const [kernel] = Object.values(weights);
  const difference = tf.tidy(() => {
    const x = tf.randomNormal([1, inputs]);
    const expected = tf.matMul(x, tf.tensor(kernel!.data, [inputs, units]) as tf.Tensor2D);
    const found = net.apply(x) as tf.Tensor;
    return found.sub(expected).abs().max().div(expected.abs().max()).dataSync()[0]!;
  });
  return { net, parameters, difference };
}
