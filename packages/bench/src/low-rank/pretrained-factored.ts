import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  compress,
  createRegistry,
  isNode,
  isOf,
  type Model,
  mapModel,
  report,
  sizeOf,
  type Tree,
  use,
  type Where,
  write,
} from '@tensorpress/core';
import { useWasm } from '@tensorpress/example-mnist';
import { type SvdRank, svd } from '@tensorpress/svd';
import { ioHandler, readModel, saveModel, toStockLayers } from '@tensorpress/tfjs';
import { fixed, integer, markdownTable, percent } from '../markdown.ts';
import type { Part } from '../part.ts';
import { agreement, decibels, largestDifference, noiseOf } from '../pretrained/compare-outputs.ts';
import { type Network, networks } from '../pretrained/networks.ts';
import { outputsOf, stockHandler } from '../pretrained/outputs-of.ts';
import { photo } from '../pretrained/photo.ts';
import type { Row } from '../suite.ts';
import { pretrainedAlone } from './pretrained-alone.ts';

const NAMES = ['default-model', 'esrgan-slim x4', 'nsfwjs MobileNetV2'];
const PHOTOS = ['Garden', 'LadyBird', 'YellowFlower', 'Wood'];
/** Shares of the energy of a kernel, where that makes factors smaller than it is, or of its parameters. */
const RANKS: Readonly<Record<string, SvdRank>> = {
  '95 % of energy': { energy: 0.95 },
  '90 % of energy': { energy: 0.9 },
  '50 % of parameters': 0.5,
};

const registry = createRegistry({ svd: async () => svd });

/** Kernels of dense layers and of convolutions that are not depthwise. */
const kernels: Where = (path, { shape }) => path.endsWith('/kernel') && sizeOf(shape) >= 256;

/** Networks that others trained, factored without training, in tensorpress and without it. */
export const pretrainedFactored: Part = {
  async measure() {
    await useWasm();
    const scratch = await mkdtemp(join(tmpdir(), 'tensorpress-'));
    const rows: Row[] = [];
    try {
      for (const network of networks.filter(({ name }) => NAMES.includes(name))) {
        process.stderr.write(`${network.name}\n`);
        rows.push(...(await measureNetwork(network, await mkdtemp(join(scratch, 'network-')))));
      }
    } finally {
      await rm(scratch, { recursive: true });
    }
    return rows;
  },

  show: (rows) =>
    [
      '### Trained networks in factors',
      'The kernels of networks out of npm packages, those of depthwise convolutions excepted, become the nearest factors of some rank, by svd, where those are smaller; nothing is trained afterwards, and networks as lean as these have kernels of almost full rank. `toStockLayers` makes two layers of each, and stock TensorFlow.js runs what `saveModel` writes of that in a process in which no tensorpress is installed, on photos: its outputs are compared with those of the original (PSNR for a peak of 1, SNR for the variance of an output; the same decisions are classes), and with those of the factored weights, decoded into the original layers. Bytes are those of the `.tpress` file with all numbers as float32, which the published MobileNetV2 is not. Errors of a layer are those of its kernel, relative, in Frobenius norm.',
      markdownTable(
        [
          'network',
          'rank',
          'parameters',
          'bytes',
          'fidelity',
          'same decisions',
          'median layer',
          'worst layer',
          'several layers, alone',
        ],
        rows.map((row) => [
          `${row.network}`,
          row.rank === null ? 'dense' : `${row.rank}`,
          integer(row.parameters),
          integer(row.bytes),
          row.fidelity === null ? '–' : `${row.measure} ${fixed(row.fidelity, 1)} dB`,
          row.same === null ? '–' : percent(row.same, 1),
          row.median === null ? '–' : percent(row.median, 1),
          row.worst === null ? '–' : `${percent(row.worst, 1)} (${row.worstName})`,
          row.difference === null
            ? '–'
            : `${row.layersMade} made, differ by ${Number(row.difference).toExponential(0)}`,
        ]),
      ),
    ].join('\n\n'),
};

async function measureNetwork(network: Network, scratch: string): Promise<Row[]> {
  const { name, measure, classes, size } = network;
  const source = await network.folder(join(scratch, 'published'));
  const model = asFloats(await readModel(join(source, 'model.json')));
  const photos = PHOTOS.slice(0, network.photos).map((title) => photo(title, size));
  const original = await outputsOf(stockHandler(source), network, photos);
  const row = { network: name, measure };
  const none = { fidelity: null, same: null, median: null, worst: null, worstName: null, difference: null };
  const rows: Row[] = [{ ...row, rank: null, ...none, ...(await sizeOfModel(model)), layersMade: 0, layers: [] }];

  const tried: { rank: string; small: Model; stock: Model; folder: string; made: number }[] = [];
  for (const [label, rank] of Object.entries(RANKS)) {
    const small = await compress(model, [use(svd, { rank }, { where: kernels })]);
    const { model: stock, rewritten } = await toStockLayers(small, registry);
    const folder = await mkdtemp(join(scratch, 'stock-'));
    await saveModel(stock, registry, folder);
    tried.push({ rank: label, small, stock, folder, made: rewritten.length });
  }
  const alone = join(scratch, 'alone');
  await mkdir(alone);
  const { folder: _, ...plain } = network;
  const all = await pretrainedAlone(alone, { network: plain, folders: tried.map(({ folder }) => folder), photos });

  for (const [i, { rank, small, stock, made }] of tried.entries()) {
    const outputs = all[i]!;
    const decoded = await outputsOf(ioHandler(small, registry), network, photos);
    const layers = (await report(model, small, registry)).weights
      .filter(({ codecs }) => codecs.startsWith('svd'))
      .map(({ name, shape, error }) => ({ name, shape, rank: rankOf(small.weights[name]), error }))
      .sort((a, b) => a.error - b.error);
    const worst = layers.at(-1);
    rows.push({
      ...row,
      rank,
      ...(await sizeOfModel(stock)),
      fidelity: decibels(noiseOf(original, outputs, measure)),
      same: classes === undefined ? null : agreement(original, outputs, classes),
      median: layers[layers.length >> 1]?.error ?? null,
      worst: worst?.error ?? null,
      worstName: worst?.name ?? null,
      difference: largestDifference(decoded, outputs),
      layersMade: made,
      layers,
    });
  }
  return rows;
}

/** A model with float weights that take 32 bits each in a file. */
const asFloats = (model: Model): Model =>
  mapModel(model, (tree) =>
    !isNode(tree) && isOf(tree, 'f32') ? { dtype: 'f32', shape: tree.shape, data: tree.data } : undefined,
  );

async function sizeOfModel(model: Model): Promise<{ parameters: number; bytes: number }> {
  const parameters = Object.values(model.weights).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return { parameters, bytes: (await write(model)).length };
}

/** The columns of the first factor. */
const rankOf = (tree: Tree | undefined): number => (tree && isNode(tree) ? (tree.parts.u?.shape.at(-1) ?? 0) : 0);
