import { OptionError } from '@tensorpress/core';
import type { AnswerStore } from './answer-store.ts';

/**
 * A folder of Node that remembers answers of a teacher, in files of float32. Each is written beside its place first, so that none
 * is ever there by half, and what was interrupted goes on where it was.
 * @throws OptionError in a browser, which has no folders.
 */
export function answerFolder(folder: string | URL): AnswerStore {
  // Asked for in this way it troubles no bundler.
  const files = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:fs/promises');
  if (!files) throw new OptionError('answerFolder: there are no folders in a browser: take a Map');
  const place = (name: string) =>
    typeof folder === 'string' ? `${folder}/${name}` : new URL(`${folder.href.replace(/\/$/, '')}/${name}`);
  return {
    async get(key) {
      try {
        const bytes = await files.readFile(place(`${key}.f32`));
        if (bytes.length % 4 === 0) return new Float32Array(Uint8Array.from(bytes).buffer);
        throw new OptionError(`answerFolder: ${key}.f32 must hold numbers of 4 bytes, not ${bytes.length} bytes`);
      } catch (cause) {
        if (cause instanceof Error && Reflect.get(cause, 'code') === 'ENOENT') return undefined;
        throw cause;
      }
    },
    async set(key, answers) {
      const part = place(`${key}.${process.pid}.part`);
      await files.mkdir(folder, { recursive: true });
      try {
        await files.writeFile(part, answers);
        await files.rename(part, place(`${key}.f32`));
      } finally {
        await files.rm(part, { force: true });
      }
    },
  };
}
