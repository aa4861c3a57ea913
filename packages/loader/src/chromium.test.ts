import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import {
  type Content,
  isChromiumThere,
  type OpenChromium,
  openChromium,
  pageFiles,
  type Site,
  serve,
} from '@tensorpress/chromium';
import ava, { type TestFn } from 'ava';
import { deepCompression, detector, fileOf, fileOfUnknown, upscaler } from './_files.test.ts';
import type { Errand, Outcome } from './_page.test.ts';

interface Shared {
  readonly chromium: OpenChromium;
  readonly site: Site;
  readonly files: Map<string, Content>;
  load(errand: Errand): Promise<Outcome>;
  /** The paths that were asked for meanwhile. */
  watching<Result>(run: () => Promise<Result>): Promise<readonly [Result, readonly string[]]>;
}

const WORKER = '/_worker.test.js';
const module = (name: string) => new URL(`./${name}`, import.meta.url);
const test = ava as TestFn<Shared>;
const inChromium = isChromiumThere() ? test.serial : test.serial.skip;

if (isChromiumThere()) {
  test.before(async (t) => {
    const [layers, graph] = await Promise.all([upscaler(), detector()]);
    const files = new Map<string, Content>(
      await pageFiles(...['_page', '_worker', '_loading-worker'].map((name) => module(`${name}.test.js`))),
    );
    files.set('/layers.tpress', await fileOf(layers, ...deepCompression));
    files.set(
      '/graph.tpress',
      await fileOf(graph, { use: 'quantize', bits: 6, per: 'tensor', step: 'range' }, 'huffman'),
    );
    const chromium = await openChromium();
    const site = await serve(files);
    await chromium.page.goto(site.url);
    const load = (errand: Errand) =>
      chromium.page.evaluate<Outcome>(`import('/_page.test.js').then(({ load }) => load(${JSON.stringify(errand)}))`);
    const watching: Shared['watching'] = async (run) => {
      const before = site.requests.length;
      return [await run(), site.requests.slice(before)];
    };
    t.context = { chromium, site, files, load, watching };
  });
  test.after.always(async ({ context: { chromium, site } }) => {
    await chromium?.close();
    site?.close();
  });
}

const bytesAt = (files: ReadonlyMap<string, Content>, path: string): Uint8Array => {
  const content = files.get(path);
  if (!(content instanceof Uint8Array)) throw new Error(`${path} is no file`);
  return content;
};
const decodersIn = (paths: readonly string[]) =>
  paths.flatMap((path) => /^\/([\w-]+)-decoder-\w+\.js$/.exec(path)?.[1] ?? []).sort();

inChromium(
  'a LayersModel gives what it gives if stock TensorFlow.js loads it, and only its codecs are asked for',
  async (t) => {
    const { load, watching } = t.context;
    const [{ left, ...outcome }, paths] = await watching(() =>
      load({ kind: 'layers', url: '/layers.tpress', compare: true }),
    );
    t.like(outcome, { error: undefined, difference: 0 });
    t.true(outcome.outputs! > 100);
    t.is(left, 0);
    t.deepEqual(decodersIn(paths), ['huffman', 'kmeans-share', 'prune']);
  },
);

inChromium('so does a real GraphModel, while progress goes forward in both phases', async (t) => {
  const { load, files, watching } = t.context;
  const errand = { kind: 'graph', url: '/graph.tpress', compare: true } as const;
  const [{ left, progress, ...outcome }, paths] = await watching(() => load(errand));
  t.like(outcome, { error: undefined, difference: 0 });
  t.is(left, 0);
  t.deepEqual(decodersIn(paths), ['quantize']);
  const { length } = bytesAt(files, '/graph.tpress');
  for (const [phase, total] of [['download', length] as const, ['decode', 619] as const]) {
    const steps = progress.filter((step) => step.phase === phase);
    t.true(steps.every(({ done }, i) => done >= (steps[i - 1]?.done ?? 0)));
    t.deepEqual(steps.at(-1), { phase, done: total, total });
  }
});

inChromium('a worker decodes it all the same, and by itself asks for what it takes', async (t) => {
  const { load, watching } = t.context;
  const errand = { kind: 'layers', url: '/layers.tpress', worker: WORKER, compare: true } as const;
  const [{ left, ...outcome }, paths] = await watching(() => load(errand));
  t.like(outcome, { error: undefined, difference: 0 });
  t.is(left, 0);
  t.deepEqual(decodersIn(paths), ['huffman', 'kmeans-share', 'prune']);
});

inChromium('all of it runs inside a worker as well', async (t) => {
  const errand: Errand = { kind: 'layers', url: '/layers.tpress', compare: true };
  const { left, ...outcome } = await t.context.chromium.page.evaluate<Outcome>(`new Promise((resolve, reject) => {
    const worker = new Worker('/_loading-worker.test.js', { type: 'module' });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(${JSON.stringify(errand)});
  })`);
  t.like(outcome, { error: undefined, difference: 0 });
  t.is(left, 0);
});

inChromium('a server that compresses on the way, and tells no length or a wrong one, changes nothing', async (t) => {
  const { load, files } = t.context;
  const bytes = bytesAt(files, '/layers.tpress');
  const respond = (_: unknown, response: ServerResponse) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(bytes));
  };
  files.set('/zipped.tpress', respond);
  const { error, progress } = await load({ kind: 'layers', url: '/zipped.tpress' });
  t.is(error, undefined);
  const downloads = progress.filter(({ phase }) => phase === 'download');
  t.is(downloads.at(-1)?.done, bytes.length);
  t.true(downloads.every(({ total }) => total === undefined || total === bytes.length));
});

inChromium(
  'an abort ends a download that hangs and a decoding under way, with its reason and no tensors left',
  async (t) => {
    const { load, files } = t.context;
    const bytes = bytesAt(files, '/graph.tpress');
    let closed = 0;
    files.set('/slow.tpress', (request, response) => {
      request.on('close', () => closed++);
      response.writeHead(200, { 'Content-Length': bytes.length }).write(bytes.subarray(0, 200_000));
    });
    for (const worker of [undefined, WORKER]) {
      for (const [url, phase, done] of [
        ['/slow.tpress', 'download', 200_000],
        ['/slow.tpress', 'decode', 1],
        ['/graph.tpress', 'decode', 300],
      ] as const) {
        const errand = { kind: 'graph', url, abortAt: { phase, done }, ...(worker && { worker }) } as const;
        const { error, left } = await load(errand);
        t.is(error?.message, 'no longer wanted');
        t.is(left, 0);
      }
    }
    t.is(closed, 4);
  },
);

inChromium(
  'a cached file is not asked for again, a spoilt one is, and a new one takes the place of the old',
  async (t) => {
    const { load, files, watching, chromium } = t.context;
    const old = bytesAt(files, '/layers.tpress');
    const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const again = (bytes = old) =>
      watching(async () => {
        files.set('/cached.tpress', bytes);
        const { error } = await load({ kind: 'layers', url: '/cached.tpress', cache: 'nets', hash: hashOf(bytes) });
        t.is(error, undefined);
      });
    const spoil = () => chromium.page.evaluate<string[]>(`import('/_page.test.js').then(({ spoil }) => spoil('nets'))`);
    t.deepEqual((await again())[1], ['/cached.tpress']);
    t.deepEqual((await again())[1], []);
    const [key] = await spoil();
    t.true(key?.endsWith(hashOf(old)));
    t.deepEqual((await again())[1], ['/cached.tpress']);
    t.deepEqual((await again())[1], []);
    const other = await fileOf(await upscaler(), 'kmeans-share');
    t.deepEqual((await again(other))[1], ['/cached.tpress']);
    t.deepEqual((await spoil()).length, 1);
  },
);

inChromium('errors are one line that says what to do', async (t) => {
  const { load, files } = t.context;
  const bytes = bytesAt(files, '/layers.tpress');
  const damaged = bytes.slice();
  damaged[bytes.length - 50]! ^= 1;
  files.set('/damaged.tpress', damaged);
  files.set('/cut.tpress', bytes.subarray(0, 5000));
  files.set('/page.tpress', (_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype>'),
  );
  files.set('/lost.tpress', (_, response) => {
    response.writeHead(200, { 'Content-Length': bytes.length }).write(bytes.subarray(0, 5000));
    setTimeout(() => response.destroy(), 50);
  });
  files.set('/unknown.tpress', await fileOfUnknown(await upscaler(), '@acme/octaves'));
  const expected: readonly (readonly [string, string, RegExp])[] = [
    ['/none.tpress', 'LoadError', /^\/none.tpress: the server answers with status 404: check the address$/],
    ['/page.tpress', 'LoadError', /the server sends text\/html, not a .tpress file: check the address$/],
    ['/lost.tpress', 'LoadError', /breaks off.* load it again$/],
    ['http://127.0.0.1:9/net.tpress', 'LoadError', /cannot be reached.* check the connection/],
    ['/cut.tpress', 'FileError', /ends too early: load it again/],
    ['/damaged.tpress', 'FileError', /checksum does not match, the file is damaged: load it again/],
    ['/graph.tpress', 'ModelError', /is a GraphModel, not a LayersModel: load it by loadGraphModel$/],
    ['/unknown.tpress', 'UnknownCodecError', /install @acme\/octaves/],
  ];
  for (const worker of [undefined, WORKER]) {
    for (const [url, name, message] of expected) {
      const { error, left } = await load({ kind: 'layers', url, ...(worker && { worker }) });
      t.is(error?.name, name);
      t.regex(error?.message ?? '', message);
      t.is(left, 0);
    }
  }
});

inChromium('a worker keeps the page free while it decodes, and either way it is done at once', async (t) => {
  const { load, files } = t.context;
  const { length } = bytesAt(files, '/graph.tpress');
  for (const worker of [undefined, WORKER]) {
    const { milliseconds, longest } = await load({ kind: 'graph', url: '/graph.tpress', ...(worker && { worker }) });
    t.log(
      `${worker ? 'worker' : 'page'}: ${Math.round(milliseconds)} ms for ${length} bytes of 3 million weights, of which the longest pause is ${Math.round(longest)} ms`,
    );
    t.true(milliseconds < 20_000);
  }
});
