import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { install } from '../install.ts';
import { compile, lesson, models, type Recipe } from './_models.test.ts';
import { backends, compare, held, on, type Values, valuesOf } from './_parity.test.ts';

const ROWS = 5;

const optimizers = {
  // The greater epsilon keeps Adam from making whole steps of what is only rounding (a bias before a normalisation).
  adam: () => tf.train.adam(0.02, 0.9, 0.999, 1e-2),
  momentum: () => tf.train.momentum(0.05, 0.8),
};

test.before(async () => {
  await backends();
  await install(tf);
});

/** Losses, weights and predictions after a few steps of `model.fit`, the last of each epoch with fewer rows. */
async function trained(recipe: Recipe, optimizer: tf.Optimizer): Promise<Record<string, Values>> {
  const model = compile(recipe, optimizer);
  const { x, y } = lesson(recipe, model, ROWS);
  const seen: string[] = [];
  const callbacks = {
    onEpochEnd: async () => void seen.push(held()),
  };
  const { history } = await model.fit(x, y, {
    epochs: 2,
    batchSize: 3,
    shuffle: false,
    verbose: 0,
    yieldEvery: 'never',
    callbacks,
  });
  if (seen[0] !== seen[1]) throw new Error(`${tf.getBackend()} holds ${seen.join(', then ')}`);
  const losses = history.loss?.map(Number) ?? [];
  const results: Record<string, Values> = { losses: { shape: [losses.length], dtype: 'float32', data: losses } };
  for (const [i, weight] of model.getWeights().entries()) results[`weight ${i}`] = valuesOf(weight);
  tf.tidy(() => {
    results.prediction = valuesOf([model.predict(x)].flat()[0]!);
  });
  tf.dispose([x, y]);
  model.dispose();
  optimizer.dispose();
  return results;
}

for (const [name, recipe] of Object.entries(models)) {
  for (const [optimizer, make] of Object.entries(optimizers)) {
    test.serial(`${name}: training with ${optimizer} is the same on both backends`, async (t) => {
      const expected = await on('cpu', () => trained(recipe, make()));
      const actual = await on('wasm', () => trained(recipe, make()));
      t.notThrows(() => compare(actual, expected, 1e-4));
    });
  }
}

const others: Readonly<Record<string, () => tf.Optimizer>> = {
  sgd: () => tf.train.sgd(0.05),
  'momentum of Nesterov': () => tf.train.momentum(0.05, 0.8, true),
  adagrad: () => tf.train.adagrad(0.05),
  adadelta: () => tf.train.adadelta(0.5, 0.9, 1e-3),
  adamax: () => tf.train.adamax(0.02, 0.9, 0.999, 1e-3),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-3),
};

for (const [name, make] of Object.entries(others)) {
  test.serial(`training with ${name} is the same on both backends`, async (t) => {
    const recipe = models['dense with a dropout of nothing']!;
    const expected = await on('cpu', () => trained(recipe, make()));
    const actual = await on('wasm', () => trained(recipe, make()));
    t.notThrows(() => compare(actual, expected, 1e-4));
  });
}
