import { join } from 'node:path';
import { saveModel, toStockLayers } from '@tensorpress/tfjs';
import { loadModel } from './load-model.ts';
import { registryFor } from './registry-for.ts';
import { checkFree } from './write-output.ts';

interface Options {
  readonly output: string;
  readonly stockLayers?: boolean;
  readonly plugin: readonly string[];
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `tensorpress decompress FILE -o DIRECTORY`. */
export async function decompressCommand(path: string, options: Options): Promise<void> {
  const { output, stockLayers, plugin, force, json } = options;
  const registry = await registryFor(plugin);
  const written = join(output, 'model.json');
  await checkFree(written, force);
  const loaded = await loadModel(path);
  const split = stockLayers ? await toStockLayers(loaded, registry) : undefined;
  await saveModel(split?.model ?? loaded, registry, output);
  const { rewritten, left = [] } = split ?? {};
  if (json) {
    process.stdout.write(`${JSON.stringify({ output: written, ...(split && { rewritten, left }) })}\n`);
    return;
  }
  for (const { name, reason } of left) process.stderr.write(`${name} stays whole: ${reason}\n`);
  process.stdout.write(`${written}\n`);
}
