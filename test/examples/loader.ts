import { readFile, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { write } from '@tensorpress/core';
import { fromLayersModel } from '@tensorpress/tfjs';

const network = tf.sequential({
  layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 10, activation: 'softmax' })],
});
await writeFile('model.tpress', await write(await fromLayersModel(network)));

// The site that pages are on has the files of the folder.
globalThis.fetch = async (source) => new Response(await readFile(`.${source}`));
