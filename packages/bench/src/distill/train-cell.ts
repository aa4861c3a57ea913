import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { compress, type Model, use } from '@tensorpress/core';
import { distill } from '@tensorpress/distill';
import { type Digits, errorRate, holdOut, imagesFor } from '@tensorpress/example-mnist';
import { finetune, toLayersModel } from '@tensorpress/tfjs';
import type { CellJob, CellResult } from '../cells/cell.ts';
import { finishCell } from '../cells/finish-cell.ts';
import type { Epoch } from '../resumable/train-resumably.ts';
import { useFlavour } from '../training/flavours.ts';
import { cellNamed, type RecoveryRecipe, recipes } from './cells.ts';
import { tasks } from './recovery.ts';

/** A network that was trained on, and the share of pictures that it took for something else before. */
export type Recovered = CellResult & RecoveryRecipe & { readonly before: number };

/** Pictures that are held out, where the test set is left alone. */
const HELD_OUT = 5000;

/** Makes the network of a cell smaller, trains it on, and leaves `model.tpress` and `result.json` in the folder of the job. */
export async function run(job: CellJob<RecoveryRecipe>): Promise<Recovered> {
  const { validate = false, change = {} } = job;
  const { network, pipeline, by } = cellNamed(job.cell);
  const recipe = { ...recipes[network], ...change };
  await useFlavour('relaxed-simd');
  const { teacher: readTeacher, pictures, pipelines } = tasks[network];
  const all = pictures('train');
  const { training, validation = pictures('test') } = validate ? holdOut(all, HELD_OUT) : { training: all };

  const teacher = await readTeacher();
  const small = await compress(teacher, pipelines[pipeline], { seed: recipe.seed });
  const before = await errorOf(small, validation);

  const { epochs, batchSize, learningRate, temperature, alpha, seed } = recipe;
  const done: Epoch[] = [];
  let since = performance.now();
  const callbacks = {
    onEpochEnd: (epoch: number, logs?: tf.Logs) => {
      const seconds = (performance.now() - since) / 1000;
      since = performance.now();
      done.push({ epoch: epoch + 1, loss: Number(logs?.loss), error: null, seconds });
    },
  };
  const data = await examples(teacher, training);
  const options = { data, epochs, batchSize, learningRate, callbacks, codecs: registry };
  const stage = by === 'finetune' ? use(finetune, options) : use(distill, { ...options, temperature, alpha });
  const trained = await compress(small, [stage], { seed, original: teacher });
  tf.dispose(data);
  const net = await toLayersModel(trained, registry, { execution: 'compressed' });
  const error = errorRate(net, validation);
  return finishCell(job, { ...recipe, before }, { net, epochs: done, error });
}

async function errorOf(model: Model, pictures: Digits): Promise<number> {
  const net = await toLayersModel(model, registry);
  try {
    return errorRate(net, pictures);
  } finally {
    net.dispose();
  }
}

/** Pictures as the model takes them, with one column for each of ten classes. */
async function examples(model: Model, { images, labels }: Digits): Promise<{ xs: tf.Tensor; ys: tf.Tensor }> {
  const net = await toLayersModel(model, registry);
  try {
    return tf.tidy(() => ({
      xs: imagesFor(net, images),
      ys: tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), 10).toFloat(),
    }));
  } finally {
    net.dispose();
  }
}
