import { type Content, openChromium, pageFiles, serve } from '@tensorpress/chromium';
import { fixed, markdownTable } from '../markdown.ts';
import { median } from '../median.ts';
import type { Part } from '../part.ts';
import { photo } from '../pretrained/photo.ts';
import type { Row } from '../suite.ts';
import { brotliContent, filesOfForms, forms, SIZE } from './inception.ts';
import type { Loading } from './loading-page.ts';
import { peakMemory } from './peak-memory.ts';

const PHOTOS = ['Garden', 'LadyBird', 'YellowFlower', 'Wood'];
/** Bytes per second of 10 Mbit/s, and milliseconds until a server answers. */
const THROTTLED = { offline: false, latency: 20, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 };
/** How often a network is loaded without throttling, of which the median counts. */
const TIMES = 3;

/** One network in several forms, loaded by fresh pages of Chromium. */
export const loadingPart: Part = {
  async measure({ form: only = '' }) {
    const all = await filesOfForms();
    const page = await pageFiles(new URL('./loading-page.js', import.meta.url));
    for (const [i, name] of PHOTOS.entries()) {
      const { buffer } = photo(name, SIZE);
      page.set(`/photo-${i}`, new Uint8Array(buffer));
    }
    const rows: Row[] = [];
    for (const [form, url] of Object.entries(forms).filter(([name]) => name.includes(only))) {
      const folder = url.endsWith('.tpress') ? url : url.slice(0, url.lastIndexOf('/') + 1);
      const own = [...all].filter(([path]) => path.startsWith(folder));
      for (const brotli of [false, true]) {
        const files = new Map<string, Content>(page);
        for (const [path, bytes] of own) files.set(path, brotli ? await brotliContent(bytes) : bytes);
        for (const throttled of [false, true]) {
          process.stderr.write(`${form}${brotli ? ', brotli' : ''}${throttled ? ', throttled' : ''}\n`);
          const runs: Measured[] = [];
          for (let run = 0; run < (throttled ? 1 : TIMES); run++) runs.push(await loadedOnce(files, url, throttled));
          const middle = (value: (run: Measured) => number) => median(runs.map(value));
          rows.push({
            ...{ form, brotli, throttled },
            ...(!throttled && { bytes: middle((run) => run.bytes) }),
            loaded: middle((run) => run.loaded),
            first: middle((run) => run.first),
            peak: middle((run) => run.peak),
            outputs: runs[0]!.outputs,
            chromium: runs[0]!.version,
          });
        }
      }
    }
    return rows;
  },

  show(rows) {
    const of = (form: unknown, brotli: boolean, throttled: boolean) =>
      rows.find((row) => row.form === form && row.brotli === brotli && row.throttled === throttled);
    const original = of('stock uint8', false, false)?.outputs;
    const table = [...new Set(rows.map(({ form }) => form))].flatMap((form) =>
      [false, true].flatMap((brotli) => {
        const [fast, slow] = [of(form, brotli, false), of(form, brotli, true)];
        if (!fast || !slow) return [];
        return [
          [
            `${form}${brotli ? ', brotli' : ''}`,
            fixed(Number(fast.bytes) / 1e6, 2),
            fixed(slow.first, 1),
            fixed(fast.first, 2),
            fixed(fast.loaded, 2),
            fixed(Number(fast.peak) / 1e6, 0),
            original === undefined ? '–' : differences(fast.outputs, original),
          ],
        ];
      }),
    );
    return [
      `The largest network, 22 million weights, loaded by fresh pages of Chromium ${rows[0]?.chromium} on the wasm backend, from a server that sends files as they are, or compressed by brotli -q 11. MB are what comes over the network, the loader and its codecs included. Seconds are from the first request to the first prediction, at 10 Mbit/s and 20 ms, and from this machine itself; *loaded* is the second without the prediction. Memory is the largest resident set of the page beyond what it held before.`,
      markdownTable(
        ['form', 'MB', 's, 10 Mbit/s', 's, local', 'loaded, s', 'peak, MB', 'decisions as uint8, largest difference'],
        table,
      ),
      '![Bytes over the network and seconds to the first prediction](figures/browser-loading.svg)',
    ].join('\n\n');
  },
};

interface Measured extends Loading {
  readonly bytes: number;
  readonly peak: number;
  readonly version: string;
}

/** Loads a network in a browser of its own. */
async function loadedOnce(files: ReadonlyMap<string, Content>, url: string, throttled: boolean): Promise<Measured> {
  const site = await serve(files);
  const { browser, page, version, close } = await openChromium();
  try {
    await page.goto(site.url);
    await page.evaluate(`import('/loading-page.js').then(({ ready }) => ready())`);
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    const sizes = new Map<string, number>();
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (!request.url.includes('/photo-')) sizes.set(requestId, Number.NaN);
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (sizes.has(requestId)) sizes.set(requestId, encodedDataLength);
    });
    let failed = '';
    session.on('Network.loadingFailed', ({ requestId, errorText }) => {
      if (sizes.delete(requestId)) failed = errorText;
    });
    if (throttled) await session.send('Network.emulateNetworkConditions', THROTTLED);
    const peak = await peakMemory(browser);
    const result = await page.evaluate<Loading>(
      `import('/loading-page.js').then(({ loading }) => loading('${url}', ${PHOTOS.length}, ${SIZE}))`,
    );
    const held = await peak();
    // The browser tells what came a little after the page has it.
    const total = () => [...sizes.values()].reduce((sum, size) => sum + size, 0);
    while (Number.isNaN(total())) await new Promise((resolve) => setTimeout(resolve, 20));
    if (failed) throw new Error(`bench: ${url} did not come whole: ${failed}`);
    return { ...result, bytes: total(), peak: held, version };
  } finally {
    await close();
    site.close();
  }
}

/** How many decisions are those of the original, and by how much a probability differs at most. */
function differences(outputs: unknown, original: unknown): string {
  if (!areOutputs(outputs) || !areOutputs(original)) return '–';
  const decision = (output: readonly number[]) => output.indexOf(Math.max(...output));
  const same = outputs.filter((output, i) => decision(output) === decision(original[i] ?? [])).length;
  const largest = Math.max(
    ...outputs.flatMap((output, i) => output.map((value, j) => Math.abs(value - (original[i]?.[j] ?? Number.NaN)))),
  );
  return `${same} of ${outputs.length}, ${largest === 0 ? '0' : fixed(largest, 3)}`;
}

const areOutputs = (value: unknown): value is readonly (readonly number[])[] =>
  Array.isArray(value) && value.every((output) => Array.isArray(output));
