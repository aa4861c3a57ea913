import { openChromium, pageFiles, serve } from '@tensorpress/chromium';
import { compress, write } from '@tensorpress/core';
import { fixed, integer, markdownTable, percent } from '../markdown.ts';
import { median } from '../median.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';
import { deepCompression, withInception } from './inception.ts';
import type { decoding } from './loading-page.ts';

type Decoded = Awaited<ReturnType<typeof decoding>>;

const TIMES = 7;

/** How fast Chromium decodes files of Deep Compression. */
export const decodingPart: Part = {
  async measure() {
    const files = await pageFiles(new URL('./loading-page.js', import.meta.url));
    await withInception(async (model) => {
      for (const [path, stages] of Object.entries(deepCompression)) {
        files.set(path, await write(await compress(model, stages)));
      }
    });
    const site = await serve(files);
    const rows: Row[] = [];
    try {
      for (const path of Object.keys(deepCompression)) {
        const { page, version, close } = await openChromium();
        try {
          await page.goto(site.url);
          const { bytes, seconds } = await page.evaluate<Decoded>(
            `import('/loading-page.js').then(({ decoding }) => decoding('${path}', ${TIMES}))`,
          );
          const pruned = Number(/[\d.]*\d/.exec(path)?.[0]);
          const file = files.get(path)?.length ?? 0;
          rows.push({ pruned, file, bytes, first: seconds[0]!, again: median(seconds.slice(1)), chromium: version });
        } finally {
          await close();
        }
      }
      return rows;
    } finally {
      site.close();
    }
  },

  show: (rows) =>
    [
      `The same network after prune, kmeans-share with 5 bits, and huffman, nothing of which is trained, decoded by Chromium ${rows[0]?.chromium} in one thread: megabytes of float32 in a second, checksums included and download excluded. The first time codecs are loaded and compiled as well; of the ${TIMES - 1} others it is the median.`,
      markdownTable(
        ['pruned', 'bytes', 'MB of float32', 'MB/s, the first time', 'MB/s, then'],
        rows.map(({ pruned, file, bytes, first, again }) => [
          percent(pruned, 0),
          integer(file),
          fixed(Number(bytes) / 1e6, 1),
          fixed(Number(bytes) / 1e6 / Number(first), 0),
          fixed(Number(bytes) / 1e6 / Number(again), 0),
        ]),
      ),
    ].join('\n\n'),
};
