import { stat } from 'node:fs/promises';
import type { Model } from '@tensorpress/core';
import { readModel } from '@tensorpress/tfjs';
import { UserError } from './user-error.ts';

/**
 * The model at a path, and the bytes of its file or files.
 * @throws UserError if there is nothing there.
 */
export async function loadModel(path: string): Promise<Model> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UserError(`${path}: no such file`);
  return readModel(found.isDirectory() ? `${path}/model.json` : path);
}
