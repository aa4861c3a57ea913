import { mkdtemp, readdir, readFile, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { createRegistry, FileError, type Model, read, sizesOf, write } from '@tensorpress/core';
import test, { type ExecutionContext } from 'ava';
import { fromLayersModel, ioHandler, ModelError, readModel, saveModel, toArtifacts } from './index.ts';

const codecs = createRegistry({});

test.before(async () => {
  await tf.setBackend('cpu');
});

async function temporary(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tensorpress-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

async function savedModel(t: ExecutionContext) {
  const net = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
  const model = await fromLayersModel(net);
  const folder = await temporary(t);
  await saveModel(model, codecs, join(folder, 'net'));
  return { model, folder: join(folder, 'net'), path: join(folder, 'net', 'model.json') };
}

test('reads paths, URLs, handlers and .tpress files alike', async (t) => {
  const { model, folder, path } = await savedModel(t);
  const bytes = await write(model);
  const file = join(folder, 'net.tpress');
  await writeFile(file, bytes);
  const server = createServer(async ({ url = '' }, response) => {
    const { pathname, search } = new URL(url, 'http://localhost');
    const content = search === '?key=1' ? await readFile(folder + pathname).catch(() => undefined) : undefined;
    response.writeHead(content ? 200 : 404).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  t.teardown(() => server.close());
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;

  for (const source of [
    path,
    pathToFileURL(path),
    String(pathToFileURL(path)),
    `${url}/model.json?key=1`,
    new URL(`${url}/net.tpress?key=1`),
    file,
    bytes,
    ioHandler(model, codecs),
  ]) {
    t.deepEqual(await readModel(source), model);
  }
  await t.throwsAsync(() => readModel(`${url}/model.json`), { instanceOf: ModelError, message: /model\.json: .*404/ });
  await t.throwsAsync(() => readModel('http://localhost:1/model.json'), {
    instanceOf: ModelError,
    message: /:1\/model/,
  });
});

test('reads what a handler of TensorFlow.js is registered for', async (t) => {
  const { model } = await savedModel(t);
  tf.io.registerLoadRouter((url) => (url === 'mine://net' ? ioHandler(model, codecs) : null!));
  t.deepEqual(await readModel('mine://net'), model);
});

test('what cannot be read is named in one line', async (t) => {
  const { folder, path } = await savedModel(t);
  const weights = join(folder, 'group1-shard1of1.bin');
  const refused = async (source: string | Uint8Array, message: RegExp) => {
    const error = await t.throwsAsync(() => readModel(source), { instanceOf: ModelError, message });
    t.false(error.message.includes('\n'));
  };
  await truncate(weights, 31);
  await refused(path, /model\.json: dense_Dense\d+\/\w+: its data ends at byte \d+, but there are only 31/);
  await unlink(weights);
  await refused(path, /group1-shard1of1\.bin: cannot be read: ENOENT/);
  await refused(await readFile(path), /only one of several files/);
  await refused(join(folder, 'none.json'), /none\.json: cannot be read: ENOENT/);
  await refused(folder, /net: cannot be read: EISDIR/);

  const json = JSON.parse(await readFile(path, 'utf8'));
  const changed = async (change: object) => {
    await writeFile(path, JSON.stringify({ ...json, ...change }));
    return path;
  };
  for (const name of ['../secret', '/etc/passwd', 'a/../../secret', 'C:\\secret']) {
    await refused(await changed({ weightsManifest: [{ paths: [name], weights: [] }] }), /not in its own folder/);
  }
  const group = (weight: object) => ({ weightsManifest: [{ paths: [], weights: [weight] }] });
  await refused(await changed(group({ name: 'w', dtype: 'float32', shape: [-1, -1] })), /describes no weight/);
  await refused(await changed(group({ name: 'w', dtype: 'float32', shape: [2 ** 40, 2 ** 40] })), /w: its data ends/);
  await refused(await changed({ weightsManifest: [{}] }), /no paths/);
  await refused(
    await changed({ modelTopology: { a: 1 }, weightsManifest: [] }),
    /model\.json: .*neither a LayersModel/,
  );
  await refused(await changed({ weightsManifest: 1 }), /model\.json: neither a \.tpress file nor/);
  await refused(new TextEncoder().encode('{"half":'), /neither a \.tpress file nor/);
  await t.throwsAsync(() => readModel(new TextEncoder().encode('TPRS and so on')), { instanceOf: Error });
  await t.throwsAsync(() => readModel(new TextEncoder().encode('TPRS\u0001\0\0\0\0')), { instanceOf: FileError });
});

test('saves a folder that stock TensorFlow.js reads, and leaves nothing else in it', async (t) => {
  const { model, folder, path } = await savedModel(t);
  await saveModel(model, codecs, pathToFileURL(folder));
  t.deepEqual((await readdir(folder)).sort(), ['group1-shard1of1.bin', 'model.json']);
  const { weightsManifest, ...json } = JSON.parse(await readFile(path, 'utf8'));
  t.deepEqual(Object.keys(json), ['format', 'generatedBy', 'convertedBy', 'modelTopology']);
  const bytes = await readFile(join(folder, weightsManifest[0].paths[0]));
  const weightData = new Uint8Array(bytes).buffer;
  const net = await tf.loadLayersModel(
    tf.io.fromMemory({ ...json, weightSpecs: weightsManifest[0].weights, weightData }),
  );
  t.is(net.countParams(), 8);
});

test('a model that cannot be saved leaves the one before it whole', async (t) => {
  const { model, folder, path } = await savedModel(t);
  const node = { codec: 'unknown', version: 1, dtype: 'f32', shape: [2], header: {}, parts: {} } as const;
  await t.throwsAsync(() => saveModel({ ...model, weights: { node } }, codecs, folder));
  t.deepEqual(await readModel(path), model);
});

/** Compares the weights with what TensorFlow.js makes of the same files, before and after writing them. */
async function readsAsStock(t: ExecutionContext, path: string): Promise<Model> {
  const json: tf.io.ModelJSON = JSON.parse(await readFile(path, 'utf8'));
  const { paths, weights } = json.weightsManifest[0]!;
  const files = Buffer.concat(await Promise.all(paths.map((name) => readFile(join(dirname(path), name)))));
  const tensors = Object.entries(tf.io.decodeWeights(new Uint8Array(files).buffer, weights));

  const model = await readModel(path);
  const { weightSpecs, weightData } = await toArtifacts(await read(await write(model)), codecs);
  t.deepEqual(
    weightSpecs,
    tensors.map(([name, { shape, dtype }]) => ({ name, shape, dtype: dtype as 'float32' })),
  );
  const expected = tensors.map(([, tensor]) => Buffer.from(tensor.dataSync().buffer));
  t.true(Buffer.concat(expected).equals(Buffer.from(weightData)), 'the weights differ');
  const { leaves } = await sizesOf(model);
  const size = [...leaves.values()].reduce((sum, leaf) => sum + leaf, 0);
  t.true(size <= files.length + 4 * leaves.size, `${size} bytes of weights instead of ${files.length}`);
  return model;
}

/** A file of a package, of which some other file is known. */
const besides = (url: string, name: string, path: string) =>
  fileURLToPath(url.slice(0, url.lastIndexOf(name) + name.length + 1) + path);

test('a published GraphModel of uint8 weights is read exactly, takes no more bytes than before, and loads', async (t) => {
  const path = besides(
    import.meta.resolve('handtrackjs'),
    'handtrackjs',
    'models/webmodel/ssd320fpnlite/int8/model.json',
  );
  const model = await readsAsStock(t, path);
  const floats = Object.values(model.weights).filter(({ dtype }) => dtype === 'f32');
  t.true(floats.every(({ bits = 32 }) => bits <= 8));
  const net = await tf.loadGraphModel(ioHandler(model, codecs));
  t.is(net.outputs.length, 8);
});

test('a published LayersModel is read exactly and runs', async (t) => {
  const path = besides(
    import.meta.resolve('@upscalerjs/default-model'),
    '@upscalerjs/default-model',
    'models/model.json',
  );
  const net = await tf.loadLayersModel(ioHandler(await readsAsStock(t, path), codecs));
  const output = net.predict(tf.ones([1, 4, 4, 3])) as tf.Tensor;
  t.deepEqual(output.shape, [1, 8, 8, 3]);
});
