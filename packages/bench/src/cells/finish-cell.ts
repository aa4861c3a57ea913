import { mkdir, writeFile } from 'node:fs/promises';
import { compress, type Stage, write } from '@tensorpress/core';
import { fromLayersModel } from '@tensorpress/tfjs';
import type { CellJob, CellResult, Recipe, Trained } from './cell.ts';
import { parametersOf } from './parameters-of.ts';

/**
 * Writes `model.tpress` and `result.json` of a network that has been trained into the folder of its cell, and frees it.
 * @param stages What is done to it before it is written.
 */
export async function finishCell<R extends Recipe>(
  { cell, folder, validate = false }: Pick<CellJob, 'cell' | 'folder' | 'validate'>,
  recipe: R,
  { net, epochs, error }: Trained,
  stages: readonly Stage[] = [],
): Promise<CellResult & R> {
  const model = await fromLayersModel(net);
  net.dispose();
  const bytes = await write(await compress(model, stages));
  const result = {
    cell,
    ...recipe,
    parameters: parametersOf(model),
    bytes: bytes.length,
    error,
    validated: validate,
    losses: epochs.map(({ loss }) => loss),
    seconds: epochs.reduce((sum, { seconds }) => sum + seconds, 0),
  };
  const url = folderUrl(folder);
  await mkdir(url, { recursive: true });
  await writeFile(new URL('model.tpress', url), bytes);
  await writeFile(new URL('result.json', url), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

/** The folder of a job. */
export const folderUrl = (folder: string): URL => new URL(`${folder.replace(/\/*$/, '')}/`, 'file:');
