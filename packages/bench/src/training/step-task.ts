import * as tf from '@tensorflow/tfjs';
import type { Digits } from '@tensorpress/example-mnist';
import { type Flavour, useFlavour } from './flavours.ts';
import { type Batch, batch, flopsOf, type NetworkName, networks } from './networks.ts';

/** A while of training one network in this thread, from where it was. */
export interface StepsJob {
  readonly flavour: Flavour;
  readonly network: NetworkName;
  /** At least what fills a batch; the same at each step. */
  readonly digits: Digits;
  /** Steps to time, beside one at the start that is not; or for how many seconds, with at least one and at most fifty. */
  readonly steps?: number;
  readonly seconds?: number;
}

/** What a while of training came to. */
export interface Steps {
  /** Of each step. */
  readonly milliseconds: readonly number[];
  /** Of each step since the network was made. */
  readonly losses: readonly number[];
  /** Multiplications and additions of a step. */
  readonly flops: number;
  /** When timing began and ended, in milliseconds of the clock. */
  readonly began: number;
  readonly ended: number;
}

/** A network that does not train here: the kernel that is missing, or what else is the matter. */
export interface Failure {
  readonly failure: string;
}

interface Training extends Batch {
  readonly model: tf.LayersModel;
  readonly losses: number[];
  /** Milliseconds of the first step. */
  readonly first: number;
}

const trainings = new Map<NetworkName, Training>();

/** Trains with whole steps of `trainOnBatch`: Adam and cross entropy. */
export async function run({ flavour, network, digits, steps, seconds = 1 }: StepsJob): Promise<Steps | Failure> {
  await useFlavour(flavour);
  try {
    const training = trainings.get(network) ?? (await start(network, digits));
    trainings.set(network, training);
    const milliseconds: number[] = [];
    const count = steps ?? Math.min(50, Math.max(1, Math.round((1000 * seconds) / training.first)));
    const began = performance.timeOrigin + performance.now();
    for (let i = 0; i < count; i++) milliseconds.push(await step(training));
    const ended = performance.timeOrigin + performance.now();
    const flops = flopsOf(training.model, networks[network].batchSize);
    return { milliseconds, losses: training.losses, flops, began, ended };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, kernel] = /^Kernel '(\w+)' not registered/.exec(message) ?? [];
    return { failure: kernel ? `no ${kernel}` : message };
  }
}

async function start(name: NetworkName, digits: Digits): Promise<Training> {
  const network = networks[name];
  const model = network.build();
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  const training = { model, ...batch(network, digits, network.batchSize), losses: [] };
  return { ...training, first: await step(training) };
}

/** Milliseconds that a step takes. */
async function step({ model, xs, ys, losses }: Omit<Training, 'first'>): Promise<number> {
  const start = performance.now();
  const loss = await model.trainOnBatch(xs, ys);
  const milliseconds = performance.now() - start;
  losses.push(Number(loss));
  return milliseconds;
}
