import { createRequire } from 'node:module';
import { registry } from '@tensorpress/all';
import { compress, isNode, type Model, type Node, type StageJson, type Tree, write } from '@tensorpress/core';
import { readModel } from '@tensorpress/tfjs';

const require = createRequire(import.meta.url);

/** A trained network out of an npm package. */
export const trained = (pack: string, path: string): Promise<Model> =>
  readModel(`${require.resolve(pack).replace(new RegExp(`/${pack}/.*`), `/${pack}`)}/${path}`);

/** A super-resolution network, as a LayersModel. */
export const upscaler = (): Promise<Model> => trained('@upscalerjs/default-model', 'models/model.json');

/** A hand detector, as a GraphModel. */
export const detector = (): Promise<Model> => trained('handtrackjs', 'models/webmodel/ssd320fpnlite/base/model.json');

/** The file of a model after some stages. */
export const fileOf = async (model: Model, ...stages: readonly StageJson[]): Promise<Uint8Array<ArrayBuffer>> =>
  write(await compress(model, await registry.pipeline(stages)));

export const deepCompression: readonly StageJson[] = [{ use: 'prune', sparsity: 0.8 }, 'kmeans-share', 'huffman'];

/** The file of a model whose first weight is encoded with a codec of another name. */
export async function fileOfUnknown(model: Model, codec: string): Promise<Uint8Array<ArrayBuffer>> {
  const rename = (tree: Tree): Tree => (isNode(tree) ? ({ ...tree, codec } satisfies Node) : tree);
  const { weights, ...rest } = await compress(model, await registry.pipeline(['kmeans-share']));
  return write({
    ...rest,
    weights: Object.fromEntries(Object.entries(weights).map(([name, tree]) => [name, rename(tree)])),
  });
}
