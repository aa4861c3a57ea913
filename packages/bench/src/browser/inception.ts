import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { decoders } from '@tensorpress/all/decoders';
import type { Content } from '@tensorpress/chromium';
import { compress, type Model, type Stage, use, write } from '@tensorpress/core';
import { huffman } from '@tensorpress/huffman';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { prune } from '@tensorpress/prune';
import { readModel, saveModel } from '@tensorpress/tfjs';
import { networks } from '../pretrained/networks.ts';
import { blindRecipes } from '../pretrained/recipes.ts';

/** The largest of the networks: that of nsfwjs with 22 million weights, which is published as uint8. */
const NAME = 'nsfwjs InceptionV3';

/** Width and height of its input. */
export const SIZE = 299;

/** The forms that it is loaded in, and the file that a page asks for. */
export const forms: Readonly<Record<string, string>> = {
  'stock float32': '/float32/model.json',
  'stock uint8': '/uint8/model.json',
  '.tpress, without loss': '/same.tpress',
  '.tpress, 5 bits': '/5-bits.tpress',
};

/** Pipelines of Deep Compression, with the share that they prune. */
export const deepCompression: Readonly<Record<string, readonly Stage[]>> = Object.fromEntries(
  [0.5, 0.9].map((sparsity) => [
    `/pruned-${sparsity}.tpress`,
    [use(prune, { sparsity }), use(kmeansShare, { bits: 5 }), use(huffman)],
  ]),
);

/** Calls something with the network and the folder of its published files. */
export async function withInception<Result>(
  run: (model: Model, folder: string, scratch: string) => Promise<Result>,
): Promise<Result> {
  const network = networks.find(({ name }) => name === NAME);
  if (!network) throw new Error(`there is no network called ${NAME}`);
  const scratch = await mkdtemp(join(tmpdir(), 'tensorpress-'));
  try {
    const folder = await network.folder(scratch);
    return await run(await readModel(join(folder, 'model.json')), folder, scratch);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** The files of all forms, by their paths on a server. */
export const filesOfForms = (): Promise<Map<string, Uint8Array>> =>
  withInception(async (model, folder, scratch) => {
    const whole = join(scratch, 'float32');
    await saveModel(model, decoders, whole);
    const [sharing] = blindRecipes;
    return new Map([
      ...(await stockFiles('/float32', whole)),
      ...(await stockFiles('/uint8', folder)),
      ['/same.tpress', await write(await compress(model, [use(huffman)]))] as const,
      ['/5-bits.tpress', await write(await compress(model, sharing!.stages(5)))] as const,
    ]);
  });

async function stockFiles(path: string, folder: string): Promise<[string, Uint8Array][]> {
  const json = await readFile(join(folder, 'model.json'));
  const { weightsManifest }: { weightsManifest: readonly { paths: readonly string[] }[] } = JSON.parse(`${json}`);
  const names = weightsManifest.flatMap(({ paths }) => paths);
  const weights = names.map(
    async (name): Promise<[string, Uint8Array]> => [`${path}/${name}`, await readFile(join(folder, name))],
  );
  return [[`${path}/model.json`, json], ...(await Promise.all(weights))];
}

/** A file as a server has it that compresses by brotli, once and at its best. */
export async function brotliContent(bytes: Uint8Array): Promise<Content> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const small = await promisify(brotliCompress)(bytes, { params });
  return (_, response) =>
    response.writeHead(200, { 'Content-Encoding': 'br', 'Content-Length': small.length }).end(small);
}
