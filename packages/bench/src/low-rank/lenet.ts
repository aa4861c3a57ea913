import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isNode, type Model, read, sizeOf } from '@tensorpress/core';
import { lenet300Network } from '@tensorpress/example-mnist';
import { readModel } from '@tensorpress/tfjs';
import { testError } from '../evaluate.ts';
import { artifacts, retrainAll } from '../lenet/retrain-all.ts';
import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';
import { factoredRecipes } from './retrain-factored.ts';

const { reference, parameters } = lenet300Network;

/** LeNet-300-100 as factors, trained after, and those in few bits. */
export const factoredLenet: Part = {
  async measure(settings) {
    await retrainAll(new URL('./retrain-factored.js', import.meta.url), settings);
    const dense = await readModel(fileURLToPath(new URL('model.json', reference)));
    const rows: Row[] = [{ file: 'dense reference', parameters, bytes: 4 * parameters, error: await testError(dense) }];
    for (const [name, { ranks }] of Object.entries(factoredRecipes)) {
      const bytes = await readFile(new URL(`${name}.tpress`, artifacts));
      const model = await read(bytes);
      const row = { file: `${name}.tpress`, ranks, bytes: bytes.length, error: await testError(model) };
      rows.push({ ...row, parameters: parametersOf(model) });
    }
    return rows;
  },

  show: (rows) => {
    const [dense] = rows;
    return [
      '### LeNet-300-100 from its singular values',
      `Xue, Li and Gong take more than 80 % of the parameters of an acoustic model without losing accuracy. Here the kernels of LeNet-300-100 become two factors each (${ranksOf(rows)}; the last layer stays as it is), which are trained; in the second file the factors also share values, which are trained again, and are Huffman coded. MNIST, pixels divided by 255; \`--set train=NAME\` and \`--set validate=NAME\` as for the suite lenet-300-100.`,
      markdownTable(
        ['file', 'parameters', 'fewer', 'bytes', 'ratio', 'test error'],
        rows.map((row) => [
          `${row.file}`,
          integer(row.parameters),
          `${fixed(100 * (1 - Number(row.parameters) / Number(dense?.parameters)), 1)} %`,
          integer(row.bytes),
          `${fixed(Number(dense?.bytes) / Number(row.bytes), 1)}×`,
          `${fixed(100 * Number(row.error), 2)} %`,
        ]),
      ),
    ].join('\n\n');
  },
};

/** The numbers in the factors, however these are encoded, and in all other weights. */
const parametersOf = ({ weights }: Model): number =>
  Object.values(weights)
    .flatMap((tree) => (isNode(tree) && tree.codec === 'svd' ? Object.values(tree.parts) : [tree]))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);

const ranksOf = (rows: readonly Row[]): string =>
  rows
    .flatMap(({ ranks }) => (typeof ranks === 'object' && ranks ? Object.entries(ranks) : []))
    .filter(([layer], i, all) => all.findIndex(([other]) => other === layer) === i)
    .map(([layer, rank]) => `${layer} of rank ${rank}`)
    .join(', ');
