import * as tf from '@tensorflow/tfjs';
import { compress, createRegistry, isNode, OptionError, read, use, write } from '@tensorpress/core';
import { huffman } from '@tensorpress/huffman';
import { quantize } from '@tensorpress/quantize';
import { fromLayersModel, ioHandler } from '@tensorpress/tfjs';
import test from 'ava';
import { useWasm } from './_wasm.test.ts';
import { scaleWidths, smallMobileNet, smallQuickNet, smallSqueezeNet } from './index.ts';

test.before(useWasm);

const codecs = createRegistry({ huffman: async () => huffman, quantize: async () => quantize });
const digits = { inputShape: [28, 28, 1], classes: 10 };
const predictionOf = (model: tf.LayersModel, x: tf.Tensor) => tf.tidy(() => [model.predict(x)].flat()[0]!.dataSync());
const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => weight.dataSync());

for (const template of [smallSqueezeNet, smallMobileNet, smallQuickNet]) {
  test.serial(`${template.id}: weights depend on the seed alone`, (t) => {
    const models = [{}, { seed: 0 }, { seed: 1 }].map((seed) => template({ ...digits, ...seed }));
    const [none, zero, one] = models.map(weightsOf);
    t.deepEqual(none, zero);
    t.notDeepEqual(zero, one);
    const [first, second] = models;
    const namesOf = (model: tf.LayersModel) => model.layers.map(({ name }) => name);
    t.deepEqual(namesOf(first!), namesOf(second!));
    for (const model of models) model.dispose();
  });

  test.serial(`${template.id}: gives probabilities, or logits`, (t) => {
    const x = tf.randomUniform([3, 28, 28, 1], 0, 1, 'float32', 1);
    const [probabilities, logits] = (['softmax', 'linear'] as const).map((activation) => {
      const model = template({ ...digits, activation });
      const y = predictionOf(model, x);
      model.dispose();
      return y;
    });
    const softened = tf.tidy(() => tf.softmax(tf.tensor(logits!, [3, 10])).dataSync());
    for (const [i, probability] of probabilities!.entries()) t.true(Math.abs(probability - softened[i]!) < 1e-6);
    t.true(logits!.some((logit) => Math.abs(logit) > 1e-3));
    x.dispose();
  });

  test.serial(`${template.id}: learns a batch on the wasm backend and leaks nothing`, async (t) => {
    const before = tf.memory().numTensors;
    const x = tf.randomUniform([8, 12, 12, 1], 0, 1, 'float32', 1);
    const y = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 1, 2, 3, 4, 5, 6, 7], 'int32'), 10));
    const tiny = { ...digits, inputShape: [12, 12, 1] };
    const model = template({ ...tiny, widths: scaleWidths(template.widths(tiny), 0.25, 2) });
    const optimizer = tf.train.sgd(0.05);
    model.compile({ optimizer, loss: 'categoricalCrossentropy' });
    const { history } = await model.fit(x, y, { epochs: 8, batchSize: 8, verbose: 0, shuffle: false });
    const losses = history.loss!.map(Number);
    t.true(losses.every(Number.isFinite));
    t.true(losses.at(-1)! < losses[0]!, losses.join());
    model.dispose();
    optimizer.dispose();
    tf.dispose([x, y]);
    t.is(tf.memory().numTensors, before);
  });

  test.serial(`${template.id}: is compressed into a file, and served from it as a stock model`, async (t) => {
    const x = tf.randomUniform([2, 28, 28, 1], 0, 1, 'float32', 1);
    const model = template(digits);
    const compressed = await compress(await fromLayersModel(model), [use(quantize, { bits: 8 }), use(huffman)]);
    const bytes = await write(compressed);
    t.true(bytes.length < model.countParams() * 2);
    t.true(Object.values(compressed.weights).some(isNode));
    const served = await tf.loadLayersModel(ioHandler(await read(bytes), codecs));
    const [from, to] = [model, served].map((some) => predictionOf(some, x));
    for (const [i, probability] of from!.entries()) t.true(Math.abs(probability - to![i]!) < 0.02);
    model.dispose();
    served.dispose();
    x.dispose();
  });

  test(`${template.id}: sizes that are none are refused`, (t) => {
    const refuse = (options: object, message: RegExp) =>
      t.throws(() => template({ ...digits, ...options }), { instanceOf: OptionError, message });
    refuse({ widths: [8] }, /widths must be \d positive integers, not \[8\]/);
    refuse({ inputShape: [28, 28] }, /inputShape must be 3 positive integers/);
    refuse({ classes: 0.5 }, /classes must be a positive integer, not 0.5/);
  });
}
