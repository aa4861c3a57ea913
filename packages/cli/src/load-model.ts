import { stat } from 'node:fs/promises';
import { FileError, type Model } from '@tensorpress/core';
import { readModel } from '@tensorpress/tfjs';
import { UserError } from './user-error.ts';

/**
 * The model at a path.
 * @throws UserError if there is nothing there, or only part of a file.
 */
export async function loadModel(path: string): Promise<Model> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UserError(`${path}: no such file`);
  try {
    return await readModel(found.isDirectory() ? `${path}/model.json` : path);
  } catch (cause) {
    throw cause instanceof FileError ? new UserError(`${path}: ${cause.message}`) : cause;
  }
}
