import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registry } from '@tensorpress/all';
import { compress, type Model, read, type Stage, use, write } from '@tensorpress/core';
import { useWasm } from '@tensorpress/example-mnist';
import { huffman } from '@tensorpress/huffman';
import { quantize } from '@tensorpress/quantize';
import { ioHandler, readModel, saveModel } from '@tensorpress/tfjs';
import { fixed, integer, markdownTable } from '../markdown.ts';
import { decibels, largestDifference, noiseOf } from '../pretrained/compare-outputs.ts';
import { type Fidelity, type Network, networks } from '../pretrained/networks.ts';
import { outputsOf, stockHandler } from '../pretrained/outputs-of.ts';
import { photo } from '../pretrained/photo.ts';
import { blindRecipes, sensitiveRecipe } from '../pretrained/recipes.ts';
import { type Point, smallest, tryOut } from '../pretrained/search.ts';
import { brotliBytes, stockQuantised } from '../pretrained/stock-quantised.ts';
import type { Row, Suite } from '../suite.ts';

/** Photos that fidelity is measured on, and other ones that step sizes are chosen by. */
const SEEN = ['Garden', 'LadyBird', 'YellowFlower', 'Wood'];
const PROBES = ['RainDrops', 'FreshFlower'];

/** What pipelines of part A do. */
const PIPELINES: Readonly<Record<'lossless' | 'lossy', readonly Stage[]>> = {
  lossless: [use(huffman)],
  lossy: [use(quantize, { bits: 6 }), use(huffman)],
};

/** Files that a network takes, as they were published. */
const filesOf = async (folder: string): Promise<Buffer[]> => {
  const json = await readFile(join(folder, 'model.json'));
  const { weightsManifest }: { weightsManifest: readonly { paths: readonly string[] }[] } = JSON.parse(json.toString());
  const paths = weightsManifest.flatMap((group) => group.paths);
  return [json, ...(await Promise.all(paths.map((path) => readFile(join(folder, path)))))];
};

/** Compresses, writes, reads, saves as stock TensorFlow.js has it and runs that, beside the original. */
async function roundTrip(network: Network, model: Model, folder: string, scratch: string): Promise<Row[]> {
  const photos = SEEN.slice(0, 2).map((name) => photo(name, network.size));
  const original = await outputsOf(stockHandler(folder), network, photos);
  const files = await filesOf(folder);
  const shipped = files.reduce((sum, { length }) => sum + length, 0);
  const brotli = await brotliBytes(files);
  const rows: Row[] = [];
  for (const [pipeline, stages] of Object.entries(PIPELINES)) {
    const file = await write(await compress(model, stages));
    const saved = join(scratch, pipeline);
    await saveModel(await read(file), registry, saved);
    const outputs = await outputsOf(stockHandler(saved), network, photos);
    const { name, format, stored } = network;
    rows.push({
      part: 'round trip',
      ...{ network: name, format, stored, shipped, brotli, pipeline, bytes: file.length },
      files: await readdir(saved),
      difference: largestDifference(original, outputs),
    });
  }
  return rows;
}

/** Compares bytes at levels of fidelity. */
async function atFidelity(network: Network, fidelity: Fidelity, model: Model, folder: string): Promise<Row[]> {
  const { measure, nodes, levels } = fidelity;
  const watch = async (names: readonly string[]) => {
    const photos = names.map((name) => photo(name, network.size));
    const run = (handler: ReturnType<typeof stockHandler>) => outputsOf(handler, network, photos, nodes);
    const original = await run(stockHandler(folder));
    return async (now: Model) => noiseOf(original, await run(ioHandler(now, registry)), measure);
  };
  const noise = await watch(SEEN);
  const stock = async (bits: number) => {
    const quantised = stockQuantised(model, folder, bits);
    return { bits, quantised, fidelity: decibels(await noise(quantised.model)) };
  };
  const byte = await stock(8);
  const wanted = levels.map((level) => byte.fidelity + level);
  const rivals = [byte];
  const highest = Math.max(...wanted);
  for (let bits = 9; bits <= 16 && rivals.at(-1)!.fidelity < highest; bits++) rivals.push(await stock(bits));
  for (let bits = 7; bits >= 3 && Math.min(...rivals.map((rival) => rival.fidelity)) > Math.min(...wanted); bits--)
    rivals.unshift(await stock(bits));

  const points: Point[] = [];
  const recipes = [...blindRecipes, await sensitiveRecipe(model, await watch(PROBES))];
  for (const recipe of recipes) {
    const found = await tryOut(recipe, wanted, async (knob) => {
      const small = await compress(model, recipe.stages(knob));
      return { bytes: (await write(small)).length, fidelity: decibels(await noise(small)) };
    });
    points.push(...found);
  }
  return Promise.all(
    wanted.map(async (level): Promise<Row> => {
      const rival = rivals.find((candidate) => candidate.fidelity >= level)!;
      const tried = recipes.map(({ name }) => {
        const found = smallest(
          points.filter(({ recipe }) => recipe === name),
          level,
        );
        return { pipeline: name, bytes: found?.bytes ?? null, fidelity: found?.fidelity ?? null };
      });
      const { recipe: pipeline, ...best } = smallest(points, level)!;
      return {
        part: 'fidelity',
        ...{ network: network.name, format: network.format, measure, level, pipeline, ...best },
        stock: { bits: rival.bits, fidelity: rival.fidelity, bytes: await rival.quantised.bytes() },
        tried,
      };
    }),
  );
}

/** Networks that others trained, made smaller without training. */
export const pretrainedSuite: Suite = {
  about: '',
  async run({ only = '' }) {
    await useWasm();
    const scratch = await mkdtemp(join(tmpdir(), 'tensorpress-'));
    const rows: Row[] = [];
    try {
      for (const network of networks.filter(({ name }) => name.includes(only))) {
        const folder = await network.folder(scratch);
        const model = await readModel(join(folder, 'model.json'));
        rows.push(...(await roundTrip(network, model, folder, join(scratch, network.name))));
        if (network.fidelity) rows.push(...(await atFidelity(network, network.fidelity, model, folder)));
      }
    } finally {
      await rm(scratch, { recursive: true });
    }
    return rows;
  },
  show: (rows) => JSON.stringify(rows, null, 1) + fixed(1, 1) + integer(2) + markdownTable([], []),
};
