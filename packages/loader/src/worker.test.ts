import * as tf from '@tensorflow/tfjs';
import { createCodecs, FileError, type Model, OptionError, UnknownCodecError, write } from '@tensorpress/core';
import { fromLayersModel, ModelError } from '@tensorpress/tfjs';
import test from 'ava';
import { deepCompression, fileOf } from './_files.test.ts';
import { LoadError, loadGraphModel, loadLayersModel } from './index.ts';
import { answerLoads } from './worker.ts';

/** A worker that is none: its script runs in this thread, and messages are cloned on their way as they are to another. */
function workerOf(script: () => void): Worker {
  let answer: (event: { data: unknown }) => void = () => {};
  Object.assign(globalThis, {
    addEventListener: (_: string, listener: typeof answer) => {
      answer = listener;
    },
  });
  script();
  Reflect.deleteProperty(globalThis, 'addEventListener');
  const worker = Object.assign(new EventTarget(), {
    postMessage: (data: unknown, transfer: Transferable[]) => {
      const copy: unknown = structuredClone(data, { transfer });
      queueMicrotask(() => answer({ data: copy }));
    },
  });
  return worker as unknown as Worker;
}

let model: Model;
let file: Uint8Array<ArrayBuffer>;
const worker = workerOf(answerLoads);

test.before(async () => {
  await tf.setBackend('cpu');
  const layers = [100, 90, 30].map((units, i) => tf.layers.dense({ units, ...(i === 0 && { inputShape: [24] }) }));
  model = await fromLayersModel(tf.sequential({ layers }));
  file = await fileOf(model, ...deepCompression);
});

const weightsOf = (net: tf.LayersModel) => {
  const values = net.getWeights().map((weight) => weight.dataSync());
  net.dispose();
  return values;
};

test.serial('a worker decodes what the page decodes, several files at a time', async (t) => {
  const expected = weightsOf(await loadLayersModel(file));
  const { numTensors } = tf.memory();
  const nets = await Promise.all([file, new Blob([file]), file].map((source) => loadLayersModel(source, { worker })));
  for (const net of nets) t.deepEqual(weightsOf(net), expected);
  t.is(tf.memory().numTensors, numTensors);
});

test.serial('a leaf that weights share is not given away with the first of them', async (t) => {
  const [[name, leaf], ...rest] = Object.entries(model.weights) as [[string, Model['weights'][string]]];
  const tied = Object.fromEntries([[name, leaf], ['other', leaf], ...rest]);
  const graph = { weights: tied, topology: { format: 'graph-model', modelTopology: { node: [], versions: {} } } };
  const net = await loadGraphModel(await write(graph), { worker });
  const [first, second] = [name, 'other'].map((key) => net.weights[key]![0]!.dataSync());
  t.deepEqual(first, second);
  t.true(first!.length > 0);
  net.dispose();
});

test.serial('errors are of the same class and say the same as without a worker', async (t) => {
  const { numTensors } = tf.memory();
  const damaged = file.slice();
  damaged[file.length - 50]! ^= 1;
  await t.throwsAsync(loadLayersModel(damaged, { worker }), { instanceOf: FileError, message: /checksum/ });
  await t.throwsAsync(loadLayersModel(file, { worker, limits: { header: 9 } }), { instanceOf: FileError });
  await t.throwsAsync(loadGraphModel(file, { worker }), { instanceOf: ModelError });
  const gone: typeof fetch = () => Promise.reject(new TypeError('gone'));
  await t.throwsAsync(loadLayersModel('https://example.org', { worker, fetch: gone }), { instanceOf: LoadError });
  const poor = workerOf(() => answerLoads(createCodecs({})));
  await t.throwsAsync(loadLayersModel(file, { worker: poor }), {
    instanceOf: UnknownCodecError,
    message: /install @tensorpress/,
  });
  await t.throwsAsync(loadLayersModel(file, { worker, codecs: createCodecs({}) }), { instanceOf: OptionError });
  t.is(tf.memory().numTensors, numTensors);
});

test.serial('an abort does not wait for the worker, and a worker that fails is not waited for', async (t) => {
  const { numTensors } = tf.memory();
  for (const at of [0, 2]) {
    const end = new AbortController();
    const onProgress = ({ phase, done }: { phase: string; done: number }) => {
      if (phase === 'decode' && done === at) end.abort(new Error('no longer wanted'));
    };
    const loading = loadLayersModel(file, { worker, signal: end.signal, onProgress });
    await t.throwsAsync(loading, { message: 'no longer wanted' });
  }
  const dead = workerOf(() => addEventListener('message', () => {}));
  const end = new AbortController();
  setTimeout(() => end.abort(new Error('too slow')), 50);
  await t.throwsAsync(loadLayersModel(file, { worker: dead, signal: end.signal }), { message: 'too slow' });
  setTimeout(() => dead.dispatchEvent(Object.assign(new Event('error'), { message: 'no such script' })), 50);
  await t.throwsAsync(loadLayersModel(file, { worker: dead }), {
    instanceOf: LoadError,
    message: /the worker fails: no such script/,
  });
  t.is(tf.memory().numTensors, numTensors);
});
