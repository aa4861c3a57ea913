import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { progressBar, reportTable } from '@tensorpress/cli';
import { read, report, write } from '@tensorpress/core';
import { ioHandler, readModel } from '@tensorpress/tfjs';
import { readDigits } from './data.ts';
import { deepCompression, stageCount, teaching } from './deep-compression.ts';
import { errorRate } from './error-rate.ts';
import { lenet300Network } from './networks.ts';
import { quickRecipe } from './recipes.ts';
import { lessons } from './soft-targets.ts';
import { useWasm } from './use-wasm.ts';

await useWasm();
const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`;
const say = (line: string): unknown => process.stdout.write(`${line}\n`);

const model = await readModel(fileURLToPath(new URL('model.json', lenet300Network.reference)));
const dense = await tf.loadLayersModel(ioHandler(model, registry));
const test = readDigits('test');
const before = errorRate(dense, test);
say(`LeNet-300-100, trained on MNIST: ${percent(before)} test error. Compressing it takes a minute or two.`);

const bar = progressBar(stageCount(quickRecipe));
const small = await deepCompression(model, lessons(dense, readDigits('train'), teaching), quickRecipe, bar);
bar.stop();
const file = await write(small);
const folder = new URL('../out/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(new URL('lenet-300-100.tpress', folder), file);

// From here on nothing is used but the file and stock TensorFlow.js.
const loaded = await tf.loadLayersModel(ioHandler(await read(file), registry));
const result = await report(model, small, registry);
say(reportTable(result));
say(
  `test error ${percent(before)} before, ${percent(errorRate(loaded, test))} after, ${(result.before / result.after).toFixed(1)} times smaller`,
);
say(fileURLToPath(new URL('lenet-300-100.tpress', folder)));
