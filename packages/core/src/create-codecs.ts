import type { Decoder } from './codec.ts';
import type { Compressor } from './compressor.ts';
import type { Codecs } from './decode.ts';
import { loadOnce } from './load-once.ts';

/** What decodes files, each loaded by its own function when a file names it: a registry for those who compress nothing. */
export const createCodecs = (loaders: Readonly<Record<string, () => Promise<Compressor | Decoder>>>): Codecs => ({
  get: loadOnce(loaders),
});
