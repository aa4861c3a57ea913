import { type Codecs, createCodecs } from '@tensorpress/core';
import { decoderLoaders } from './decoder-loaders.ts';

/** Decodes files of every method of tensorpress, and does nothing else. */
export const decoders: Codecs = createCodecs(decoderLoaders);
