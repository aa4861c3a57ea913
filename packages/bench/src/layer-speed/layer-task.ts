import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { decodeModel, type StageJson } from '@tensorpress/core';
import { compressLayers, fromLayersModel, toLayersModel } from '@tensorpress/tfjs';
import { callTimes } from '../call-times.ts';
import { parametersOf } from '../cells/parameters-of.ts';
import { type Flavour, useFlavour } from '../training/flavours.ts';

/** A dense layer without a bias, what its kernel is compressed by if it is, and what is timed. */
export interface LayerJob {
  readonly flavour: Flavour;
  readonly stage?: StageJson;
  readonly inputs: number;
  readonly units: number;
  readonly batch: number;
  /** Times the gradients by the parameters and the inputs, with what they need, rather than the product alone. */
  readonly gradient?: boolean;
  /** In all. */
  readonly milliseconds: number;
}

/** Milliseconds of some calls, and the parameters that the kernel has. */
export interface LayerTimes {
  readonly parameters: number;
  readonly times: readonly number[];
  /** The largest difference from what the kernel gives when it is built, relative to the largest output. */
  readonly difference: number;
}

interface Loaded {
  readonly key: string;
  readonly net: tf.LayersModel;
  readonly parameters: number;
  readonly difference: number;
}

let loaded: Loaded[] = [];

/** Times calls of a layer, after one that is not counted. */
export async function run(job: LayerJob): Promise<LayerTimes> {
  await useFlavour(job.flavour);
  const { net, parameters, difference } = await layer(job);
  // Behind other layers it has to give gradients by its inputs too.
  const x = tf.variable(tf.randomNormal([job.batch, job.inputs]));
  const product = () => net.apply(x) as tf.Tensor;
  const gradients = () => {
    const { grads } = tf.variableGrads(() => product().sum().asScalar());
    return tf.addN(Object.values(grads).map((gradient) => gradient.sum()));
  };
  const times = await callTimes(job.gradient ? gradients : product, job.milliseconds);
  x.dispose();
  return { parameters, times, difference };
}

/** The layer of a job; those of the last jobs are there still. */
async function layer({ stage, inputs, units }: LayerJob): Promise<Loaded> {
  const key = JSON.stringify([stage, inputs, units]);
  const known = loaded.find((layer) => layer.key === key);
  if (known) return known;
  for (const { net } of loaded.splice(0, loaded.length - 9)) net.dispose();
  const found = { key, ...(await load(stage, inputs, units)) };
  loaded = [...loaded, found];
  return found;
}

async function load(stage: StageJson | undefined, inputs: number, units: number): Promise<Omit<Loaded, 'key'>> {
  const dense = tf.sequential({
    layers: [tf.layers.dense({ units, inputShape: [inputs], kernelInitializer: 'heNormal', useBias: false })],
  });
  if (!stage) return { net: dense, parameters: inputs * units, difference: 0 };
  const stages = await registry.pipeline([stage]);
  const model = await fromLayersModel(await compressLayers(dense, stages, { seed: 1 }));
  dense.dispose();
  const net = await toLayersModel(model, registry, { execution: 'compressed' });
  const { weights } = await decodeModel(model, registry);
  const [kernel] = Object.values(weights);
  const difference = tf.tidy(() => {
    const x = tf.randomNormal([1, inputs]);
    const expected = tf.matMul(x, tf.tensor(kernel!.data, [inputs, units]) as tf.Tensor2D);
    const found = net.apply(x) as tf.Tensor;
    return found.sub(expected).abs().max().div(expected.abs().max()).dataSync()[0]!;
  });
  return { net, parameters: parametersOf(model), difference };
}
