import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { registry } from '@tensorpress/all';
import { bytesOf, decode, isNode, leavesOf, type Node, read, sizeOf, type Tree } from '@tensorpress/core';
import type { Network } from '@tensorpress/example-mnist';
import { readModel } from '@tensorpress/tfjs';
import { testError } from '../evaluate.ts';
import { fixed, integer, markdownTable, percent } from '../markdown.ts';
import type { Row, Suite } from '../suite.ts';
import { artifacts, retrainAll } from './retrain-all.ts';

/** What a paper says of one layer: the share of its weights kept, bits for each of them before and after Huffman coding, and sizes. */
export interface PaperLayer {
  readonly layer: string;
  readonly kept: number;
  readonly weight: number;
  readonly weightCoded: number;
  readonly position: number;
  readonly positionCoded: number;
  readonly rate: number;
  readonly rateCoded: number;
}

/** What Deep Compression reports of a network. */
export interface Paper {
  readonly title: string;
  readonly table: string;
  /** Test errors, and how many times smaller. */
  readonly before: number;
  readonly after: number;
  readonly ratio: number;
  readonly layers: readonly PaperLayer[];
}

/** Deep Compression of one network on MNIST, beside the paper. */
export function deepCompressionSuite(network: Network, paper: Paper): Suite {
  const { name, parameters, reference, recipes, layers } = network;
  const dense = 4 * parameters;
  const files = (rows: readonly Row[]) => filesTable(rows, dense);
  const figures = `${paper.ratio}× at ${percent(paper.after)}`;
  return {
    about: `${paper.title} (${integer(parameters)} parameters, ${integer(dense)} bytes as float32) on MNIST, pixels divided by 255. Bytes are those of the file, everything in it counted; errors are on the 10,000 test digits. \`--set train=${name}\` trains that file anew before it is measured, with all 60,000 training digits; \`--set validate=${name}\` trains on 50,000 and prints the error on the other 10,000, which is how the recipes in examples/mnist/src/recipes.ts were chosen. Several names, separated by commas, train in several threads at once.`,

    async run(settings) {
      await retrainAll(new URL('./retrain.js', import.meta.url), settings);
      const model = await readModel(fileURLToPath(new URL('model.json', reference)));
      const rows: Row[] = [
        { file: 'dense reference', bytes: dense, error: await testError(model) },
        ...paper.layers.map((row) => ({ source: 'paper', ...row })),
      ];
      for (const file of Object.keys(recipes).sort()) {
        const bytes = await readFile(new URL(`${file}.tpress`, artifacts));
        const small = await read(bytes);
        rows.push({ file: `${file}.tpress`, bytes: bytes.length, error: await testError(small) });
        for (const layer of layers)
          rows.push(await layerRow(`${file}.tpress`, layer, small.weights[`${layer}/kernel`]!));
      }
      return rows;
    },

    show: (rows) =>
      [
        files(rows),
        `The paper has ${percent(paper.before)} before and ${percent(paper.after)} after, at ${paper.ratio}×. Its ${paper.table}, and ours, layer by layer; bits are per weight that is kept:`,
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

    summary: (rows) => `${paper.title} on MNIST; Deep Compression reports ${figures}:\n\n${files(rows)}`,
  };
}

const filesTable = (rows: readonly Row[], dense: number): string =>
  markdownTable(
    ['file', 'bytes', 'ratio', 'test error'],
    rows
      .filter((row) => 'file' in row)
      .map(({ file, bytes, error }) => [
        `${file}`,
        integer(bytes),
        `${fixed(dense / Number(bytes), 1)}×`,
        percent(error),
      ]),
  );

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
  if (!tree || !isNode(tree)) throw new Error('bench: a kernel must be pruned and shared');
  return tree;
}
