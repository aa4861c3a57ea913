import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { progressBar } from '@tensorpress/cli';
import { type Context, type Model, write } from '@tensorpress/core';
import {
  errorRate,
  fit,
  holdOut,
  type Lessons,
  lessons,
  type Network,
  readDigits,
  teaching,
  useWasm,
} from '@tensorpress/example-mnist';
import { fromLayersModel, ioHandler, readModel } from '@tensorpress/tfjs';

/** What makes a network small, and in how many stages. */
export interface Retraining {
  readonly stages: number;
  /** Gives the models to keep by name, the last of them the smallest. */
  compress(model: Model, digits: Lessons, context: Context): Promise<Readonly<Record<string, Model>>>;
}

/** A file that came out, and the share of the held out digits that its network takes for another, if they were held out. */
export interface Retrained {
  readonly name: string;
  readonly file: Uint8Array;
  readonly error?: number;
}

/** Compresses the reference of a network anew with all training digits, or one that has not seen the validation digits. */
export async function retrained(
  { reference, build, training: settings }: Network,
  { stages, compress }: Retraining,
  validate: boolean,
): Promise<Retrained[]> {
  await useWasm();
  const digits = readDigits('train');
  const { training, validation } = holdOut(digits);
  const model = await readModel(fileURLToPath(new URL('model.json', reference)));
  const teacher = validate ? build() : await tf.loadLayersModel(ioHandler(model, registry));
  if (validate) await fit(teacher, training, settings);
  const taught = lessons(teacher, validate ? training : digits, teaching);
  const bar = progressBar(stages);
  const models = await compress(await fromLayersModel(teacher), taught, bar);
  bar.stop();
  tf.dispose([taught.xs, taught.ys]);
  teacher.dispose();
  const results: Retrained[] = [];
  for (const [name, small] of Object.entries(models)) {
    const file = await write(small);
    if (!validate) {
      results.push({ name, file });
      continue;
    }
    const net = await tf.loadLayersModel(ioHandler(small, registry));
    results.push({ name, file, error: errorRate(net, validation) });
    net.dispose();
  }
  return results;
}
