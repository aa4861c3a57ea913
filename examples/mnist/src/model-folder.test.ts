import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { lenet300 } from './lenet-300-100.ts';
import { modelFolder } from './model-folder.ts';

test('a model comes back from its folder with the same weights', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'mnist-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const handler = modelFolder(pathToFileURL(`${folder}/`));
  const model = lenet300(7);
  await model.save(handler);
  const loaded = await tf.loadLayersModel(handler);
  t.deepEqual(
    loaded.getWeights().map((weight) => weight.dataSync()),
    model.getWeights().map((weight) => weight.dataSync()),
  );
  t.is(loaded.countParams(), 266_610);
});
