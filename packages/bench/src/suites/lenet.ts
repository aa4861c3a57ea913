import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { progressBar } from '@tensorpress/cli';
import {
  bytesOf,
  decode,
  isNode,
  leavesOf,
  type Model,
  type Node,
  read,
  sizeOf,
  type Tree,
  write,
} from '@tensorpress/core';
import {
  deepCompression,
  errorRate,
  fit,
  holdOut,
  lenet,
  lessons,
  paperRecipe,
  readDigits,
  reference,
  referenceOptions,
  smallRecipe,
  stageCount,
  teaching,
  useWasm,
} from '@tensorpress/example-mnist';
import { fromLayersModel, ioHandler, readModel } from '@tensorpress/tfjs';
import { testError } from '../evaluate.ts';
import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Row, Suite } from '../suite.ts';

const artifacts = new URL('../../artifacts/', import.meta.url);
const recipes = { 'lenet-300-100-paper': paperRecipe, 'lenet-300-100': smallRecipe };

/** Of the 266,610 parameters as float32. */
const DENSE = 1_066_440;

/** Table 2 of the paper: kept, and per kept weight bits of index and position, before and after Huffman coding. */
const PAPER: readonly Row[] = [
  {
    source: 'paper',
    layer: 'fc1',
    kept: 0.08,
    weight: 6,
    weightCoded: 4.4,
    position: 5,
    positionCoded: 3.7,
    rate: 0.031,
    rateCoded: 0.0232,
  },
  {
    source: 'paper',
    layer: 'fc2',
    kept: 0.09,
    weight: 6,
    weightCoded: 4.4,
    position: 5,
    positionCoded: 4.3,
    rate: 0.038,
    rateCoded: 0.0304,
  },
  {
    source: 'paper',
    layer: 'fc3',
    kept: 0.26,
    weight: 6,
    weightCoded: 4.3,
    position: 5,
    positionCoded: 3.2,
    rate: 0.157,
    rateCoded: 0.127,
  },
];

/** Deep Compression of LeNet-300-100 on MNIST. */
export const lenetSuite: Suite = {
  about:
    'LeNet-300-100 (266,610 parameters, 1,066,440 bytes as float32) on MNIST, pixels divided by 255. Bytes are those of the file, everything in it counted; errors are on the 10,000 test digits. `--set train=lenet-300-100` trains that file anew before it is measured, with all 60,000 training digits; `--set validate=lenet-300-100` trains on 50,000 and prints the error on the other 10,000, which is how the recipes in examples/mnist/src/recipes.ts were chosen.',

  async run({ train = '', validate = '' }) {
    await useWasm();
    const model = await readModel(fileURLToPath(new URL('model.json', reference)));
    for (const name of validate.split(',').filter(Boolean)) await retrain(model, name, true);
    for (const name of train.split(',').filter(Boolean)) await retrain(model, name, false);
    const rows: Row[] = [{ file: 'dense reference', bytes: DENSE, error: await testError(model) }, ...PAPER];
    for (const name of (await readdir(artifacts)).filter((file) => file.startsWith('lenet-300-100')).sort()) {
      const file = await readFile(new URL(name, artifacts));
      const small = await read(file);
      rows.push({ file: name, bytes: file.length, error: await testError(small) });
      for (const layer of ['fc1', 'fc2', 'fc3'])
        rows.push(await layerRow(name, layer, small.weights[`${layer}/kernel`]!));
    }
    return rows;
  },

  show: (rows) =>
    [
      filesTable(rows),
      'The paper has 1.64 % before and 1.58 % after, at 40×. Its table 2, and ours, layer by layer; bits are per weight that is kept:',
      markdownTable(
        ['', 'layer', 'kept', 'index bits', 'coded', 'position bits', 'coded', 'size', 'coded'],
        rows
          .filter((row) => 'layer' in row)
          .map((row) => [
            `${row.source}`,
            `${row.layer}`,
            percent(row.kept, 1),
            fixed(row.weight, 1),
            fixed(row.weightCoded, 1),
            fixed(row.position, 1),
            fixed(row.positionCoded, 1),
            percent(row.rate),
            percent(row.rateCoded),
          ]),
      ),
    ].join('\n\n'),

  summary: (rows) => `LeNet-300-100 on MNIST; Deep Compression reports 40× at 1.58 %:\n\n${filesTable(rows)}`,
};

const percent = (value: unknown, digits = 2): string => `${fixed(100 * Number(value), digits)} %`;

const filesTable = (rows: readonly Row[]): string =>
  markdownTable(
    ['file', 'bytes', 'ratio', 'test error'],
    rows
      .filter((row) => 'file' in row)
      .map(({ file, bytes, error }) => [
        `${file}`,
        integer(bytes),
        `${fixed(DENSE / Number(bytes), 1)}×`,
        percent(error),
      ]),
  );

/** Compresses the reference anew, or one that has not seen the validation digits, and keeps the file or tells its error. */
async function retrain(model: Model, name: string, validate: boolean): Promise<void> {
  const recipe = Object.entries(recipes).find(([file]) => file === name)?.[1];
  if (!recipe) throw new Error(`lenet: there is no recipe for ${name}, but for ${Object.keys(recipes).join(' and ')}`);
  const digits = readDigits('train');
  const { training, validation } = holdOut(digits);
  const teacher = validate ? lenet() : await tf.loadLayersModel(ioHandler(model, registry));
  if (validate) await fit(teacher, training, referenceOptions);
  const taught = lessons(teacher, validate ? training : digits, teaching);
  const bar = progressBar(stageCount(recipe));
  const small = await deepCompression(await fromLayersModel(teacher), taught, recipe, bar);
  bar.stop();
  tf.dispose([taught.xs, taught.ys]);
  const file = await write(small);
  if (validate) {
    const net = await tf.loadLayersModel(ioHandler(small, registry));
    const error = errorRate(net, validation);
    process.stdout.write(`${name}: ${integer(file.length)} bytes, ${fixed(100 * error, 2)} % validation error\n`);
  } else {
    await writeFile(new URL(`${name}.tpress`, artifacts), file);
  }
}

/** What a pruned and shared layer takes, in the terms of the paper's table. */
async function layerRow(source: string, layer: string, tree: Tree): Promise<Row> {
  const { values, positions } = nodeOf(tree).parts;
  const { indices, codebook } = nodeOf(values).parts;
  const size = sizeOf(tree.shape);
  const [kept, codes] = [sizeOf(values!.shape), await decode(positions!, registry)];
  const { bits: width = 8 } = nodeOf(tree).header;
  const bits = (part: Tree | undefined) =>
    [...leavesOf({ part: part! }).keys()].reduce((sum, leaf) => sum + 8 * bytesOf(leaf), 0);
  const entries = sizeOf(codebook!.shape);
  const weight = Math.ceil(Math.log2(entries));
  const position = (Number(width) * codes.data.length) / kept;
  return {
    source,
    layer,
    kept: kept / size,
    weight,
    weightCoded: bits(indices) / kept,
    position,
    positionCoded: bits(positions) / kept,
    rate: (kept * (weight + position) + 32 * entries) / (32 * size),
    rateCoded: bits(tree) / (32 * size),
  };
}

function nodeOf(tree: Tree | undefined): Node {
  if (!tree || !isNode(tree)) throw new Error('lenet: a kernel must be pruned and shared');
  return tree;
}
