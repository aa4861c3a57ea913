import { readFile } from 'node:fs/promises';
import {
  type Context,
  compress,
  leavesOf,
  matching,
  or,
  type Progress,
  report,
  type StageJson,
  write,
} from '@tensorpress/core';
import { loadModel } from './load-model.ts';
import { parseStage } from './parse-stage.ts';
import { progressBar } from './progress.ts';
import { registryFor } from './registry-for.ts';
import { reportTable } from './report-table.ts';
import { UserError } from './user-error.ts';
import { checkOutput, writeWhole } from './write-output.ts';

interface Options {
  readonly output: string;
  readonly use: readonly string[];
  readonly pipeline?: string;
  readonly where: readonly string[];
  readonly seed: number;
  readonly plugin: readonly string[];
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `tensorpress compress MODEL -o FILE --use … `. */
export async function compressCommand(path: string, options: Options): Promise<void> {
  const { output, where, seed, plugin, force, json } = options;
  const registry = await registryFor(plugin);
  const stages = await registry.pipeline([
    ...(options.pipeline === undefined ? [] : await readPipeline(options.pipeline)),
    ...options.use.map(parseStage),
  ]);
  if (stages.length === 0)
    throw new UserError('nothing to do: add --use METHOD or --pipeline FILE (see: tensorpress methods)');
  if (!Number.isInteger(seed)) throw new UserError('--seed must be an integer');
  await checkOutput(output, force);

  const model = await loadModel(path);
  const paths = [...leavesOf(model.weights).values()];
  for (const pattern of where) {
    if (!paths.some((name) => matching(pattern)(name, { dtype: 'f32', shape: [] }))) {
      throw new UserError(`--where ${pattern} matches no weight; there are: ${Object.keys(model.weights).join(', ')}`);
    }
  }
  const notes: Progress[] = [];
  const bar = progressBar(stages.length);
  const context: Context = {
    seed,
    onProgress(progress) {
      if (progress.note !== undefined) notes.push(progress);
      bar.onProgress(progress);
    },
    ...(where.length > 0 && { where: or(...where.map(matching)) }),
  };
  try {
    const small = await compress(model, stages, context);
    await writeWhole(output, await write(small));
    const result = await report(model, small, registry, notes);
    bar.stop();
    process.stdout.write(json ? `${JSON.stringify({ output, ...result })}\n` : `${reportTable(result)}\n${output}\n`);
  } finally {
    bar.stop();
  }
}

async function readPipeline(path: string): Promise<StageJson[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UserError(`${path}: no such file`);
  });
  let stages: unknown;
  try {
    stages = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${path}: not JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
  if (!Array.isArray(stages)) throw new UserError(`${path}: a pipeline is an array of stages, like ["huffman"]`);
  return stages;
}
