import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { registry } from '@tensorpress/all';
import { type Model, read } from '@tensorpress/core';
import { errorRate, readDigits, useWasm } from '@tensorpress/example-mnist';
import { toLayersModel } from '@tensorpress/tfjs';
import { fixed, integer } from './markdown.ts';

/** The share of MNIST's test set that a model takes for another digit; pixels divided by 255, and nothing else. */
export async function testError(model: Model): Promise<number> {
  await useWasm();
  const layers = await toLayersModel(model, registry);
  try {
    return errorRate(layers, readDigits('test'));
  } finally {
    layers.dispose();
  }
}

/** A line with the bytes of a file on disk and the test error of its network. */
export async function evaluate(path: string): Promise<string> {
  const file = await readFile(path);
  const error = await testError(await read(file));
  return `${basename(path)}: ${integer(file.length)} bytes, ${fixed(100 * error, 2)} % test error`;
}
