import type { io } from '@tensorflow/tfjs';
import type { Codecs, Model } from '@tensorpress/core';
import { fileSystem } from './file-system.ts';
import { ModelError } from './model-error.ts';
import { toArtifacts } from './to-artifacts.ts';

const WEIGHTS = 'group1-shard1of1.bin';

/**
 * Writes a model to a folder as stock TensorFlow.js has it, its weights decoded: `model.json` and one file of weights. In Node
 * only. Each file is written beside its place first, so that none is ever there by half.
 * @throws ModelError if the model does not come from TensorFlow.js; CodecError as `decode` does.
 */
export async function saveModel(model: Model, codecs: Codecs, folder: string | URL): Promise<void> {
  const files = fileSystem();
  if (!files)
    throw new ModelError('saveModel: there are no files in a browser: give toArtifacts to a handler of tf.io');
  const { weightSpecs, weightData, ...rest } = await toArtifacts(model, codecs);
  const manifest: io.WeightsManifestConfig = [{ paths: [WEIGHTS], weights: weightSpecs }];
  const place = (name: string) =>
    typeof folder === 'string' ? `${folder}/${name}` : new URL(`${folder.href.replace(/\/$/, '')}/${name}`);
  const save = async (name: string, content: string | Uint8Array) => {
    const part = place(`${name}.${process.pid}.part`);
    try {
      await files.writeFile(part, content);
      await files.rename(part, place(name));
    } finally {
      await files.rm(part, { force: true });
    }
  };
  await files.mkdir(folder, { recursive: true });
  await save(WEIGHTS, new Uint8Array(weightData));
  await save('model.json', JSON.stringify({ ...rest, weightsManifest: manifest }));
}
