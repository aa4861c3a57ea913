import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, type Model } from '@tensorpress/core';
import { readModel } from '@tensorpress/tfjs';
import { UserError } from './user-error.ts';

/**
 * The model at a path.
 * @throws UserError if there is nothing there, or only part of a file.
 */
export async function loadModel(path: string): Promise<Model> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory();
  const file = isFolder ? join(path, 'model.json') : path;
  if (!(await stat(file).catch(() => undefined))) throw new UserError(`${file}: no such file`);
  try {
    return await readModel(file);
  } catch (cause) {
    throw cause instanceof FileError ? new UserError(`${path}: ${cause.message}`) : cause;
  }
}
