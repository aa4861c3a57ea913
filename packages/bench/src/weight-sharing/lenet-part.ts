import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compress, read, write } from '@tensorpress/core';
import { lenet300Network } from '@tensorpress/example-mnist';
import { readModel } from '@tensorpress/tfjs';
import { testError } from '../evaluate.ts';
import { artifacts, retrainAll } from '../lenet/retrain-all.ts';
import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';
import { sharedForms, trainedName } from './retrain-shared.ts';

const { reference, parameters } = lenet300Network;

/** LeNet-300-100, trained, then given each form: as it is encoded, trained in its form, and with values shared and coded. */
export const lenetPart: Part = {
  async measure(settings) {
    await retrainAll(new URL('./retrain-shared.js', import.meta.url), settings);
    const dense = await readModel(fileURLToPath(new URL('model.json', reference)));
    const rows: Row[] = [{ form: 'dense reference', bytes: 4 * parameters, error: await testError(dense) }];
    const row = async (form: string, step: string, file: Uint8Array) => {
      rows.push({ form, step, bytes: file.length, error: await testError(await read(file)) });
    };
    for (const [name, { method, factor, stage }] of Object.entries(sharedForms)) {
      const form = `${method}, 1/${factor}`;
      await row(form, 'encoded', await write(await compress(dense, [stage], { seed: 1 })));
      await row(form, 'trained', await readFile(new URL(`${trainedName(name)}.tpress`, artifacts)));
      await row(form, 'kmeans-share, huffman', await readFile(new URL(`${name}.tpress`, artifacts)));
    }
    return rows;
  },

  show: (rows) => {
    const [dense, ...others] = rows;
    const bytes = Number(dense?.bytes);
    const of = (form: unknown, step: string) => {
      const row = others.find((row) => row.form === form && row.step === step);
      return row
        ? [integer(row.bytes), `${fixed(bytes / Number(row.bytes), 1)}×`, `${fixed(100 * Number(row.error), 2)} %`]
        : ['', '', ''];
    };
    return [
      '### LeNet-300-100 encoded after training',
      `The kernels of the first two layers of the trained reference (${integer(bytes)} bytes, ${fixed(100 * Number(dense?.error), 2)} % test error) are encoded as they are, by least squares; then trained in that form; then their parameters share values, which are trained and Huffman coded. \`--set parts=lenet --set train=NAME\` trains \`lenet-300-100-METHOD-FACTOR.tpress\` anew, and with \`validate\` in place of \`train\` it looks at held-out digits instead.`,
      markdownTable(
        ['form', 'encoded', '', 'test error', 'trained', '', 'test error', 'kmeans-share, huffman', '', 'test error'],
        [...new Set(others.map(({ form }) => form))].map((form) => [
          `${form}`,
          ...['encoded', 'trained', 'kmeans-share, huffman'].flatMap((step) => of(form, step)),
        ]),
      ),
    ].join('\n\n');
  },
};
