import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { registry } from '@tensorpress/all';
import { saveModel } from '@tensorpress/tfjs';
import { loadModel } from './load-model.ts';
import { checkOutput } from './write-output.ts';

interface Options {
  readonly output: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `tensorpress decompress FILE -o DIRECTORY`. */
export async function decompressCommand(path: string, { output, force, json }: Options): Promise<void> {
  const written = join(output, 'model.json');
  await mkdir(output, { recursive: true });
  await checkOutput(written, force);
  await saveModel(await loadModel(path), registry, output);
  process.stdout.write(json ? `${JSON.stringify({ output: written })}\n` : `${written}\n`);
}
