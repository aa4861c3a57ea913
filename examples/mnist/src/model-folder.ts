import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';

/** Saves a model to, or loads it from, a folder with `model.json` and `weights.bin`, as TensorFlow.js writes them. */
export function modelFolder(folder: URL): tf.io.IOHandler {
  const at = (file: string): URL => new URL(file, folder);
  return {
    async save({ weightData, weightSpecs = [], modelTopology, format, generatedBy, convertedBy }) {
      if (weightData === undefined) throw new Error('mnist: a model to save must have weights');
      const json = {
        format,
        generatedBy,
        convertedBy,
        modelTopology,
        weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
      };
      await mkdir(folder, { recursive: true });
      await writeFile(at('model.json'), `${JSON.stringify(json, null, 2)}\n`);
      await writeFile(at('weights.bin'), new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    },
    async load() {
      const json: tf.io.ModelJSON = JSON.parse(await readFile(at('model.json'), 'utf8'));
      const { buffer, byteOffset, byteLength } = await readFile(at('weights.bin'));
      return {
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
        weightData: buffer.slice(byteOffset, byteOffset + byteLength),
      };
    },
  };
}
