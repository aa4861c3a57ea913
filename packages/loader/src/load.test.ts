import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { decoders } from '@tensorpress/all/decoders';
import {
  createCodecs,
  FileError,
  type Model,
  OptionError,
  read,
  UnknownCodecError,
  VersionError,
  write,
} from '@tensorpress/core';
import { fromLayersModel, ModelError, toLayersModel } from '@tensorpress/tfjs';
import test from 'ava';
import { deepCompression, fileOf, fileOfUnknown } from './_files.test.ts';
import { LoadError, type LoadOptions, type LoadProgress, loadGraphModel, loadLayersModel } from './index.ts';

const URL_ = 'https://example.org/net.tpress';
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let model: Model;
let file: Uint8Array<ArrayBuffer>;
let hash: string;
const x = tf.linspace(-1, 1, 24).reshape([1, 24]);

test.before(async () => {
  await tf.setBackend('cpu');
  const layers = [100, 90, 80, 30].map((units, i) => tf.layers.dense({ units, ...(i === 0 && { inputShape: [24] }) }));
  model = await fromLayersModel(tf.sequential({ layers }));
  file = await fileOf(model, ...deepCompression);
  hash = hashOf(file);
});

/** Pieces of some bytes, as they come from a network. */
function streamOf(
  bytes: Uint8Array,
  { size = 500, until = bytes.length, end = true, given = () => {} }: Piecewise = {},
) {
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at < until) controller.enqueue(bytes.slice(at, Math.min(at + size, until)));
        else if (end) controller.close();
        else return new Promise(() => {});
        at = Math.min(at + size, until);
        given(at);
      },
      cancel() {
        given(-1);
      },
    },
    { highWaterMark: 0 },
  );
}

interface Piecewise {
  readonly size?: number;
  readonly until?: number;
  /** Whether there is an end; else the network does not answer any more. */
  readonly end?: boolean;
  /** Is told how many bytes were asked for; −1 when nobody wants more. */
  readonly given?: (bytes: number) => void;
}

/** A server of one file. */
function serverOf(respond: () => Response): { fetch: typeof fetch; requests: string[] } {
  const requests: string[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request.url);
      request.signal.throwIfAborted();
      return respond();
    },
  };
}

const sending = (bytes: Uint8Array, how?: Piecewise, headers?: Record<string, string>) =>
  serverOf(() => new Response(streamOf(bytes, how), headers ? { headers } : {}));

/** What a model gives for a fixed input, the model being disposed of. */
function outputs(net: tf.LayersModel): Float32Array {
  const values = tf.tidy(() => (net.predict(x) as tf.Tensor).dataSync<'float32'>());
  net.dispose();
  return values;
}

test.serial('loads from every kind of source what the file decodes to', async (t) => {
  const expected = outputs(await toLayersModel(await read(file), decoders));
  const sources = [
    file,
    new Blob([file.subarray(0, 100), file.subarray(100)]),
    streamOf(file),
    streamOf(file, { size: 7 }),
    URL_,
    new URL(URL_),
    new Request(URL_),
  ];
  for (const source of sources) {
    const { numTensors } = tf.memory();
    t.deepEqual(outputs(await loadLayersModel(source, { fetch: sending(file).fetch })), expected);
    t.is(tf.memory().numTensors, numTensors);
  }
});

test.serial('progress only goes forward, to totals that the file tells, whatever its server says', async (t) => {
  for (const headers of [{}, { 'Content-Length': '17', 'Content-Encoding': 'br' }]) {
    const progress: LoadProgress[] = [];
    const { fetch } = sending(file, { size: 300 }, headers);
    const net = await loadLayersModel(URL_, { fetch, onProgress: (step) => progress.push(step) });
    net.dispose();
    const [download, decode] = ['download', 'decode'].map((phase) => progress.filter((step) => step.phase === phase));
    const total = Object.keys(model.weights).length;
    t.deepEqual(download!.at(0), { phase: 'download', done: 300, total: undefined });
    t.deepEqual(download!.at(-1), { phase: 'download', done: file.length, total: file.length });
    t.deepEqual(
      decode,
      Array.from({ length: total + 1 }, (_, done) => ({ phase: 'decode', done, total })),
    );
    for (const [i, { done, total }] of download!.entries()) {
      const before = download![i - 1];
      t.true(done >= (before?.done ?? 0) && done <= (total ?? Number.POSITIVE_INFINITY));
      t.false(before?.total !== undefined && total === undefined);
    }
    const decoded = progress.findIndex(({ phase, done }) => phase === 'decode' && done === 1);
    t.true(
      progress.slice(decoded).some(({ phase }) => phase === 'download'),
      'weights are decoded before all bytes are there',
    );
  }
});

test.serial(
  'an abort at any moment rejects with its reason, stops the download and leaves nothing behind',
  async (t) => {
    const reason = new Error('no longer wanted');
    const moments: ((progress: LoadProgress) => boolean)[] = [
      () => true,
      ({ phase, done }) => phase === 'download' && done > 1000,
      ({ phase, done }) => phase === 'decode' && done === 0,
      ({ phase, done }) => phase === 'decode' && done === 3,
    ];
    for (const source of [URL_, streamOf(file), file, new Blob([file])]) {
      for (const moment of source instanceof ReadableStream ? moments.slice(0, 1) : moments) {
        const { numTensors } = tf.memory();
        const end = new AbortController();
        let last = 0;
        const given = (bytes: number) => {
          last = bytes;
        };
        const loading = loadLayersModel(source, {
          fetch: sending(file, { size: 200, given }).fetch,
          signal: end.signal,
          onProgress: (progress) => {
            if (moment(progress)) end.abort(reason);
          },
        });
        t.is(await t.throwsAsync(loading), reason);
        t.is(tf.memory().numTensors, numTensors);
        if (source === URL_) t.is(last, -1);
      }
    }
    await t.throwsAsync(loadLayersModel('no address', { signal: AbortSignal.abort(reason) }), { is: reason });
  },
);

test.serial('an abort ends the wait for a network that does not answer', async (t) => {
  const { numTensors } = tf.memory();
  const hanging: typeof fetch = (_, init) =>
    new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
  for (const fetch of [hanging, sending(file, { until: 2000, end: false }).fetch]) {
    const end = new AbortController();
    const loading = loadLayersModel(URL_, { fetch, signal: end.signal });
    setTimeout(() => end.abort(new Error('too slow')), 50);
    await t.throwsAsync(loading, { message: 'too slow' });
  }
  t.is(tf.memory().numTensors, numTensors);
});

test.serial('what is wrong with a file is one line that says what to do, and leaves nothing behind', async (t) => {
  const { numTensors } = tf.memory();
  const refused = async (
    respond: () => Response,
    instanceOf: new () => Error,
    message: RegExp,
    options: LoadOptions = {},
  ) => {
    const error = await t.throwsAsync(loadLayersModel(URL_, { ...options, fetch: serverOf(respond).fetch }), {
      instanceOf,
      message,
    });
    t.notRegex(error?.message ?? '', /\n/);
    t.is(tf.memory().numTensors, numTensors);
  };
  const damaged = file.slice();
  damaged[file.length - 50]! ^= 1;
  const newer = file.slice();
  newer[4] = 9;
  const page = { headers: { 'Content-Type': 'text/html' } };
  const graph = await write({ weights: {}, topology: { format: 'graph-model', modelTopology: {} } });

  await refused(
    () => new Response('', { status: 404 }),
    LoadError,
    /^https:.*: the server answers with status 404: check the address$/,
  );
  await refused(() => new Response('<!doctype html>', page), LoadError, /sends text\/html.* check the address$/);
  await refused(() => new Response('{"modelTopology":1}'), LoadError, /, not a \.tpress file: check/);
  await refused(() => new Response('Tomorrow'), FileError, /net\.tpress: not a \.tpress file/);
  await refused(() => new Response(''), FileError, /ends too early.* load it again/);
  await refused(() => new Response(file.subarray(0, file.length - 9)), FileError, /ends too early.* load it again/);
  await refused(() => new Response(damaged), FileError, /^https.*: dense.* checksum .* load it again/);
  await refused(() => new Response(newer), VersionError, /version 9.* update/);
  await refused(() => new Response(file), FileError, /header: longer than 10 bytes/, { limits: { header: 10 } });
  await refused(() => new Response(graph), ModelError, /^https.*: is a GraphModel.* loadGraphModel$/);
  await refused(() => new Response(file), LoadError, /its SHA-256 is .*, not 00/, { hash: '0'.repeat(64) });
  const broken = () => {
    throw new TypeError('Failed to fetch');
  };
  await refused(broken, LoadError, /cannot be reached: Failed to fetch: check the connection/);
  const breaking = new ReadableStream({
    start(controller) {
      controller.enqueue(file.slice(0, 2000));
    },
    pull(controller) {
      controller.error(new TypeError('network error'));
    },
  });
  await refused(() => new Response(breaking), LoadError, /breaks off: network error: load it again$/);
  await t.throwsAsync(loadGraphModel(file), { instanceOf: ModelError, message: /is a LayersModel.* loadLayersModel/ });
});

test.serial('a codec that is missing is told before the weights are there', async (t) => {
  let asked = 0;
  const unknown = await fileOfUnknown(model, '@acme/octaves');
  const given = (bytes: number) => {
    asked = Math.max(asked, bytes);
  };
  await t.throwsAsync(loadLayersModel(streamOf(unknown, { size: 100, given })), {
    instanceOf: UnknownCodecError,
    message: /install @acme\/octaves/,
  });
  t.true(asked < unknown.length / 2);
});

test.serial('codecs are asked for when a file names them, all others never', async (t) => {
  const asked: string[] = [];
  const codecs = {
    get: (id: string) => {
      asked.push(id);
      return decoders.get(id);
    },
  };
  (await loadLayersModel(file, { codecs })).dispose();
  t.deepEqual([...new Set(asked)].sort(), ['huffman', 'kmeans-share', 'prune']);
  await t.throwsAsync(loadLayersModel(file, { codecs: createCodecs({}) }), { instanceOf: UnknownCodecError });
});

test.serial('options that do not go together are refused', async (t) => {
  const refused = async (source: string | Uint8Array, options: LoadOptions, message: RegExp) => {
    await t.throwsAsync(loadLayersModel(source, options), { instanceOf: OptionError, message });
  };
  await refused(URL_, { cache: 'nets' }, /^cache: needs the hash/);
  await refused(file, { cache: 'nets', hash }, /^cache: is for addresses/);
  await refused(URL_, { hash: 'abc' }, /^hash: must be a SHA-256 of 64 hexadecimal digits, not abc/);
});

/** A Cache API in memory. */
function fakeCaches(): { caches: CacheStorage; entries: Map<string, Uint8Array> } {
  const entries = new Map<string, Uint8Array>();
  const cache = {
    match: async (key: string) => entries.has(key) && new Response(Buffer.from(entries.get(key)!)),
    put: async (key: string, response: Response) => entries.set(key, new Uint8Array(await response.arrayBuffer())),
    keys: async () => [...entries.keys()].map((url) => ({ url })),
    delete: async (key: string) => entries.delete(key),
  };
  const caches = { open: async () => cache };
  return { caches: caches as unknown as CacheStorage, entries };
}

test.serial(
  'a cached file is not asked for again; a spoilt one is, and a new one takes the place of the old',
  async (t) => {
    const { caches, entries } = fakeCaches();
    Object.assign(globalThis, { caches });
    const expected = outputs(await loadLayersModel(file));
    const { fetch, requests } = sending(file);
    const again = async (options: LoadOptions = {}, address = URL_) =>
      outputs(await loadLayersModel(address, { cache: 'nets', hash: hash.toUpperCase(), fetch, ...options }));
    try {
      t.deepEqual(await again(), expected);
      t.deepEqual(await again(), expected);
      t.is(requests.length, 1);
      const [key = ''] = entries.keys();
      t.true(key.startsWith(URL_) && key.endsWith(hash));
      t.deepEqual(entries.get(key), file);

      entries.set(key, file.slice(0, 100));
      t.deepEqual(await again(), expected);
      t.is(requests.length, 2);
      t.deepEqual(entries.get(key), file);

      t.deepEqual(await again({}, `${URL_}?size=small`), expected);
      t.is(entries.size, 2);
      const other = await fileOf(model, 'kmeans-share');
      await again({ hash: hashOf(other), fetch: sending(other).fetch });
      t.is(entries.size, 2);
      t.false(entries.has(key));

      const before = [...entries.keys()];
      await t.throwsAsync(again({ hash: '0'.repeat(64) }), { instanceOf: LoadError });
      const reason = new Error('no longer wanted');
      const end = new AbortController();
      const aborted = again({ signal: end.signal, onProgress: ({ done }) => done > 1000 && end.abort(reason) });
      t.is(await t.throwsAsync(aborted), reason);
      t.deepEqual([...entries.keys()], before);
    } finally {
      Reflect.deleteProperty(globalThis, 'caches');
    }
  },
);

test.serial('a cache that cannot be used, or none at all, keeps nothing from being loaded', async (t) => {
  const expected = outputs(await loadLayersModel(file));
  const fail = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));
  const broken = { match: fail, put: fail, keys: fail, delete: fail };
  for (const caches of [undefined, { open: fail }, { open: async () => broken }]) {
    Object.assign(globalThis, { caches });
    try {
      const net = await loadLayersModel(URL_, { cache: 'nets', hash, fetch: sending(file).fetch });
      t.deepEqual(outputs(net), expected);
    } finally {
      Reflect.deleteProperty(globalThis, 'caches');
    }
  }
});
