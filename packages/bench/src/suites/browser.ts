import { decodingPart } from '../browser/decoding-part.ts';
import { loadingPart } from '../browser/loading-part.ts';
import { loadingPlot } from '../browser/loading-plot.ts';
import { suiteOfParts } from '../part.ts';
import type { Suite } from '../suite.ts';

/** What it takes to bring a network to a page, and to decode it there. */
export const browserSuite: Suite = {
  ...suiteOfParts(
    'Pages of Chromium without a window and without a graphics card. The network is InceptionV3 of nsfwjs, which is published as uint8: as stock TensorFlow.js loads it, in float32 and as published, and as .tpress files that @tensorpress/loader loads: without loss, by huffman alone; and with 5 bits for each weight, by kmeans-share and huffman, small tensors in half precision. Nothing is trained. Photos are those of the Debian package mate-backgrounds. `--set form=…` loads only the forms with this in their name.',
    { loading: loadingPart, decoding: decodingPart },
  ),
  figures: async (rows) => {
    const own = rows.filter(({ part }) => part === 'loading');
    return own.length > 0 ? { 'browser-loading.svg': await loadingPlot(own) } : {};
  },
};
