import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Network } from './networks.ts';

/** What a network makes of some photos: its outputs for each. */
export type Outputs = readonly (readonly Float32Array[])[];

/** The handler that has stock TensorFlow.js load the model.json in a folder. */
export const stockHandler = (folder: string): tf.io.IOHandler => ({
  load: async () => {
    const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
    return tf.io.getModelArtifactsForJSON(json, async (manifest) => {
      const files = await Promise.all(
        manifest.flatMap(({ paths }) => paths.map((path) => readFile(join(folder, path)))),
      );
      return [manifest.flatMap(({ weights }) => weights), new Uint8Array(Buffer.concat(files)).buffer];
    });
  },
});

/** Loads a model by stock TensorFlow.js and runs it on photos of `size` × `size` × 3 channels from 0 to 255. */
export async function outputsOf(
  handler: tf.io.IOHandler,
  { format, size, input, loops }: Network,
  photos: readonly Float32Array[],
  nodes?: readonly string[],
): Promise<Outputs> {
  const graph = format === 'GraphModel' ? await tf.loadGraphModel(handler) : undefined;
  const model = graph ?? (await tf.loadLayersModel(handler));
  const outputs: Float32Array[][] = [];
  for (const photo of photos) {
    const x = tf.tidy(() => {
      const pixels = tf.tensor4d(photo, [1, size, size, 3]);
      return input === 'from 0 to 1' ? tf.div(pixels, 255) : tf.cast(pixels, 'int32');
    });
    const results = graph && loops ? await graph.executeAsync(x, nodes && [...nodes]) : model.predict(x);
    const tensors = Array.isArray(results)
      ? results
      : results instanceof tf.Tensor
        ? [results]
        : Object.values(results);
    outputs.push(tensors.map((tensor) => Float32Array.from(tensor.dataSync())));
    tf.dispose([x, ...tensors]);
  }
  model.dispose();
  return outputs;
}
