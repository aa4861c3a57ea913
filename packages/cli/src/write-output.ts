import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from './user-error.ts';

/** @throws UserError if something is there that must not be overwritten, or if there is nowhere to write. */
export async function checkOutput(path: string, force = false): Promise<void> {
  const folder = dirname(resolve(path));
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw new UserError(`${folder}: no such directory`);
  await checkFree(path, force);
}

/** @throws UserError if something is there that must not be overwritten. */
export async function checkFree(path: string, force = false): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && !force) throw new UserError(`${path} exists; add --force to overwrite it`);
}

/** Writes a file so that nobody ever sees half of it. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
