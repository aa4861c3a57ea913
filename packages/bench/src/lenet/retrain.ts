import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { progressBar } from '@tensorpress/cli';
import { write } from '@tensorpress/core';
import {
  deepCompression,
  errorRate,
  fit,
  holdOut,
  lessons,
  networks,
  readDigits,
  stageCount,
  teaching,
  useWasm,
} from '@tensorpress/example-mnist';
import { fromLayersModel, ioHandler, readModel } from '@tensorpress/tfjs';

/** A recipe, and whether it is tried on digits that were held out, or followed with all of them. */
export interface Retraining {
  readonly name: string;
  readonly validate: boolean;
}

/** The file, and the share of the held out digits that its network takes for another, if they were held out. */
export interface Retrained {
  readonly file: Uint8Array;
  readonly error?: number;
}

/** Compresses the reference anew, or one that has not seen the validation digits. */
export async function run({ name, validate }: Retraining): Promise<Retrained> {
  const network = networks.find(({ recipes }) => Object.hasOwn(recipes, name));
  const recipe = network?.recipes[name];
  if (!network || !recipe) {
    const known = networks.flatMap(({ recipes }) => Object.keys(recipes));
    throw new Error(`lenet: there is no recipe for ${name}, but for ${known.join(', ')}`);
  }
  await useWasm();
  const digits = readDigits('train');
  const { training, validation } = holdOut(digits);
  const model = await readModel(fileURLToPath(new URL('model.json', network.reference)));
  const teacher = validate ? network.build() : await tf.loadLayersModel(ioHandler(model, registry));
  if (validate) await fit(teacher, training, network.training);
  const taught = lessons(teacher, validate ? training : digits, teaching);
  const bar = progressBar(stageCount(recipe));
  const small = await deepCompression(await fromLayersModel(teacher), taught, recipe, bar);
  bar.stop();
  tf.dispose([taught.xs, taught.ys]);
  teacher.dispose();
  const file = await write(small);
  if (!validate) return { file };
  const net = await tf.loadLayersModel(ioHandler(small, registry));
  const error = errorRate(net, validation);
  net.dispose();
  return { file, error };
}
