import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { compress, type Model, read, type Stage, use, write } from '@tensorpress/core';
import { useWasm } from '@tensorpress/example-mnist';
import { huffman } from '@tensorpress/huffman';
import { quantize } from '@tensorpress/quantize';
import { ioHandler, readModel, saveModel } from '@tensorpress/tfjs';
import { fixed, integer, markdownTable, percent } from '../markdown.ts';
import { agreement, decibels, largestDifference, noiseOf } from '../pretrained/compare-outputs.ts';
import { type Network, networks } from '../pretrained/networks.ts';
import { type Outputs, outputsOf, stockHandler } from '../pretrained/outputs-of.ts';
import { photo } from '../pretrained/photo.ts';
import { blindRecipes, type Recipe, sensitiveRecipe } from '../pretrained/recipes.ts';
import { type Measured, type Point, smallest, tryOut } from '../pretrained/search.ts';
import { brotliBytes, stockQuantised } from '../pretrained/stock-quantised.ts';
import type { Row, Suite } from '../suite.ts';

/** Photos that networks are compared on. */
const PHOTOS = ['Garden', 'LadyBird', 'YellowFlower', 'Wood'];
/** The photo by which steps are chosen. */
const PROBE = 'RainDrops';

const STOCK = 'stock, brotli';

/** A network, and the folder that its publisher's files are in. */
interface Published {
  readonly network: Network;
  readonly folder: string;
  readonly model: Model;
}

const samples = ({ size, photos }: Network) => PHOTOS.slice(0, photos).map((name) => photo(name, size));

/** How close outputs are to the original's. */
const closeness = ({ measure, classes }: Network, original: Outputs, outputs: Outputs): Omit<Measured, 'bytes'> => ({
  fidelity: decibels(noiseOf(original, outputs, measure)),
  same: classes === undefined ? null : agreement(original, outputs, classes),
});

/** Compresses, writes, reads, saves as stock TensorFlow.js has it, and runs that beside the original. */
async function roundTrip({ network, folder, model }: Published, scratch: string): Promise<Row> {
  const { name, format, stored, measure, nodes } = network;
  const images = samples(network);
  const through = async (stages: readonly Stage[]) => {
    const file = await write(await compress(model, stages));
    const saved = await mkdtemp(join(scratch, 'saved-'));
    await saveModel(await read(file), registry, saved);
    const run = (watched?: readonly string[]) => outputsOf(stockHandler(saved), network, images, watched);
    return { bytes: file.length, run };
  };
  const original = await outputsOf(stockHandler(folder), network, images);
  const lossless = await through([use(huffman)]);
  const difference = largestDifference(original, await lossless.run());
  const lossy = await through([use(quantize, { bits: 6 }), use(huffman)]);
  const watched = nodes ? await outputsOf(stockHandler(folder), network, images, nodes) : original;
  const files = await filesOf(folder);
  return {
    part: 'round trip',
    ...{ network: name, format, stored, measure },
    shipped: files.reduce((sum, { length }) => sum + length, 0),
    brotli: await brotliBytes(files),
    lossless: lossless.bytes,
    difference,
    lossy: lossy.bytes,
    ...closeness(network, watched, await lossy.run(nodes)),
  };
}

/** The files of a network as they were published. */
async function filesOf(folder: string): Promise<Buffer[]> {
  const json = await readFile(join(folder, 'model.json'));
  const { weightsManifest }: { weightsManifest: io.WeightsManifestConfig } = JSON.parse(json.toString());
  const paths = weightsManifest.flatMap((group) => group.paths);
  return [json, ...(await Promise.all(paths.map((path) => readFile(join(folder, path)))))];
}

/** Compares bytes at levels of fidelity. */
async function atLevels({ network, folder, model }: Published, offsets: readonly number[]): Promise<Row[]> {
  const beside = async (images: readonly Float32Array[]) => {
    const run = (handler: io.IOHandler) => outputsOf(handler, network, images, network.nodes);
    const original = await run(stockHandler(folder));
    return async (changed: Model) => ({ original, outputs: await run(ioHandler(changed, registry)) });
  };
  const judge = await beside(samples(network));
  const judged = async (changed: Model) => {
    const { original, outputs } = await judge(changed);
    return closeness(network, original, outputs);
  };
  const probe = await beside([photo(PROBE, network.size)]);
  const noise = async (changed: Model) => {
    const { original, outputs } = await probe(changed);
    return noiseOf(original, outputs, network.measure);
  };

  const stock = async (bits: number) => {
    const quantised = stockQuantised(model, folder, bits);
    return { bits, quantised, ...(await judged(quantised.model)) };
  };
  const rivals = [await stock(8)];
  const levels = offsets.map((offset) => rivals[0]!.fidelity + offset);
  for (let bits = 7; bits > 1 && rivals[0]!.fidelity >= Math.min(...levels); bits--) rivals.unshift(await stock(bits));
  for (let bits = 9; bits <= 16 && rivals.at(-1)!.fidelity < Math.max(...levels); bits++)
    rivals.push(await stock(bits));

  const points: Point[] = [];
  const recipes: Recipe[] = [...blindRecipes, await sensitiveRecipe(model, noise)];
  for (const recipe of recipes) {
    const measure = async (knob: number) => {
      const small = await compress(model, recipe.stages(knob));
      return { bytes: (await write(small)).length, ...(await judged(small)) };
    };
    points.push(...(await tryOut(recipe, levels, measure)));
  }

  const rows: Row[] = [];
  for (const level of levels) {
    const row = { part: 'fidelity', network: network.name, measure: network.measure, level };
    const rival = rivals.find(({ fidelity }) => fidelity >= level);
    if (rival) {
      const { bits, quantised, ...close } = rival;
      rows.push({ ...row, method: STOCK, bits, bytes: await quantised.bytes(), ...close });
    }
    for (const { name } of recipes) {
      const best = smallest(points, name, level);
      if (best) rows.push({ ...row, method: name, ...best });
    }
  }
  return rows;
}

const showRoundTrips = (rows: readonly Row[]) =>
  markdownTable(
    [
      'network',
      'shipped',
      'with brotli',
      'lossless `.tpress`',
      'largest difference',
      '6 bits per channel',
      'fidelity',
      'same decisions',
    ],
    rows.map(({ network, format, stored, shipped, brotli, lossless, difference, lossy, measure, fidelity, same }) => [
      `${network}, ${stored} ${format}`,
      integer(shipped),
      integer(brotli),
      `${integer(lossless)} (${percent(Number(lossless) / Number(shipped), 1)})`,
      `${difference}`,
      `${integer(lossy)} (${percent(Number(lossy) / Number(shipped), 1)})`,
      `${measure} ${fixed(fidelity, 1)} dB`,
      same === null ? '–' : percent(same, 1),
    ]),
  );

function showLevels(rows: readonly Row[]): string {
  const methods = [...new Set(rows.map(({ method }) => method))];
  const levels = [...new Set(rows.map(({ network, level }) => `${network} ${level}`))].map((key) =>
    rows.filter(({ network, level }) => `${network} ${level}` === key),
  );
  return markdownTable(
    ['network', 'level', ...methods.map(String), 'smallest to stock'],
    levels.map((group) => {
      const [{ network, measure, level } = {}] = group;
      const stock = group.find(({ method }) => method === STOCK);
      const least = Math.min(...group.filter((row) => row !== stock).map(({ bytes }) => Number(bytes)));
      return [
        `${network}`,
        `${measure} ${fixed(level, 1)} dB`,
        ...methods.map((method) => {
          const row = group.find((candidate) => candidate.method === method);
          if (!row) return '–';
          const { bits, bytes, same } = row;
          const details = [bits === undefined ? '' : `${bits} bits`, typeof same === 'number' ? percent(same, 1) : ''];
          const note = details.filter(Boolean).join(', ');
          return `${bytes === least ? `**${integer(bytes)}**` : integer(bytes)}${note && ` (${note})`}`;
        }),
        stock ? `${fixed(100 * (least / Number(stock.bytes) - 1), 1)} %` : '–',
      ];
    }),
  );
}

/** Networks that others trained, made smaller without training. */
export const pretrainedSuite: Suite = {
  about:
    'Networks out of npm packages, as others trained them: super-resolution (@upscalerjs/default-model, which is esrgan-slim x2 too, and @upscalerjs/esrgan-slim), hand detection (handtrackjs, ssd320fpnlite) and classification of images (nsfwjs). Stock TensorFlow.js runs them on photos of the Debian package mate-backgrounds. The first table has bytes of model.json and weights as they are published, and those by brotli -q 11; of a .tpress file without loss, by huffman alone; and of one with 6 bits per channel, by quantize and huffman. Both were written, read, saved by saveModel, loaded by stock TensorFlow.js and run beside the original. The second table has bytes at matched fidelity of the outputs: at that of the uint8 that tensorflowjs_converter makes, and at two other levels; for the detector these are higher, as it detects little at the first. Stock is affine per tensor with the fewest bits that reach the level, stored as one or two bytes each with model.json, by brotli -q 11; the converter itself has 8 and 16 bits. Of each pipeline it is the smallest file found that reaches the level, everything included, where tensors of fewer than 256 weights are in half precision and all is Huffman-coded; nothing is trained. A step per tensor is chosen by what each tensor alone adds to the noise of the outputs for one photo that fidelity is not measured on; and balanced means that weights are rounded such that the errors of those that are summed up cancel. PSNR is for a peak of 1; SNR is the variance of an output over the mean squared error, for noise that is averaged over outputs. Same decisions are classes with the largest output, of images or anchors.',
  async run({ only = '' }) {
    await useWasm();
    const scratch = await mkdtemp(join(tmpdir(), 'tensorpress-'));
    const rows: Row[] = [];
    try {
      for (const network of networks.filter(({ name }) => name.includes(only))) {
        process.stderr.write(`${network.name}\n`);
        const folder = await network.folder(scratch);
        const published = { network, folder, model: await readModel(join(folder, 'model.json')) };
        rows.push(await roundTrip(published, scratch));
        if (network.levels) rows.push(...(await atLevels(published, network.levels)));
      }
    } finally {
      await rm(scratch, { recursive: true });
    }
    return rows;
  },
  show: (rows) =>
    [
      showRoundTrips(rows.filter(({ part }) => part === 'round trip')),
      showLevels(rows.filter(({ part }) => part === 'fidelity')),
    ].join('\n\n'),
};
