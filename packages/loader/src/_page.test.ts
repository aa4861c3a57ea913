import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { decoders } from '@tensorpress/all/decoders';
import { ioHandler } from '@tensorpress/tfjs';
import { type LoadOptions, type LoadProgress, loadGraphModel, loadLayersModel } from './index.ts';

/** What a test asks the page to load, and how. */
export interface Errand extends Pick<LoadOptions, 'cache' | 'hash'> {
  readonly kind: 'layers' | 'graph';
  readonly url: string;
  /** The script of a worker that decodes. */
  readonly worker?: string;
  /** Where to abort. */
  readonly abortAt?: Pick<LoadProgress, 'phase' | 'done'>;
  /** Compares what the model gives with what it gives if it is loaded in the way of stock TensorFlow.js. */
  readonly compare?: boolean;
}

/** What came of it. */
export interface Outcome {
  readonly error?: { readonly name: string; readonly message: string };
  readonly progress: readonly LoadProgress[];
  /** The largest difference between outputs, where they are compared. */
  readonly difference?: number;
  readonly outputs?: number;
  /** Tensors that are left, the model being disposed of. */
  readonly left: number;
  readonly milliseconds: number;
  /** The longest time for which the page could do nothing else. */
  readonly longest: number;
}

const workers = new Map<string, Worker>();

/** Loads a model in this page, and tells what came of it. */
export async function load({ kind, url, worker: script, abortAt, compare, ...options }: Errand): Promise<Outcome> {
  setWasmPaths('/wasm/');
  await tf.setBackend('wasm');
  const worker = script && (workers.get(script) ?? new Worker(script, { type: 'module' }));
  if (script && worker) workers.set(script, worker);
  const before = tf.memory().numTensors;
  const progress: LoadProgress[] = [];
  const aborting = new AbortController();
  const pauses = watchPauses();
  const start = performance.now();
  const outcome = async (): Promise<Pick<Outcome, 'error' | 'difference' | 'outputs' | 'milliseconds'>> => {
    const loader = kind === 'layers' ? loadLayersModel : loadGraphModel;
    try {
      const net = await loader(url, {
        ...options,
        ...(worker && { worker }),
        signal: aborting.signal,
        onProgress(step) {
          progress.push(step);
          if (step.phase === abortAt?.phase && step.done >= abortAt.done) aborting.abort(new Error('no longer wanted'));
        },
      });
      const milliseconds = performance.now() - start;
      const compared = compare ? await comparison(net, kind, url) : {};
      net.dispose();
      return { milliseconds, ...compared };
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return { milliseconds: performance.now() - start, error: { name, message } };
    }
  };
  const found = await outcome();
  return { ...found, progress, left: tf.memory().numTensors - before, longest: pauses() };
}

async function comparison(net: tf.LayersModel | tf.GraphModel, kind: Errand['kind'], url: string) {
  const handler = ioHandler(url, decoders);
  const stock = kind === 'layers' ? await tf.loadLayersModel(handler) : await tf.loadGraphModel(handler);
  const shape = (net.inputs[0]?.shape ?? []).map((size, axis) => (size && size > 0 ? size : axis === 0 ? 1 : 12));
  const pixels = tf.randomUniform(shape, 0, 255, 'float32', 7);
  const x = kind === 'graph' ? pixels.cast('int32') : pixels.div(255);
  const results = await Promise.all(
    [net, stock].map(async (some) => {
      const outputs = some instanceof tf.GraphModel ? await some.executeAsync(x) : some.predict(x);
      const tensors = outputs instanceof tf.Tensor ? [outputs] : Object.values(outputs);
      const values = tensors.flatMap((tensor) => Array.from(tensor.dataSync()));
      tf.dispose(tensors);
      return values;
    }),
  );
  stock.dispose();
  tf.dispose([x, pixels]);
  const [actual = [], expected = []] = results;
  return {
    outputs: actual.length,
    difference: actual.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? Number.NaN))), 0),
  };
}

/** Measures how long this thread is kept from everything else at most, until it is asked. */
function watchPauses(): () => number {
  let last = performance.now();
  let longest = 0;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}

/** Spoils what a cache holds, but for its keys; gives those. */
export async function spoil(name: string): Promise<string[]> {
  const cache = await caches.open(name);
  const keys = await cache.keys();
  for (const key of keys) await cache.put(key, new Response('spoilt'));
  return keys.map(({ url }) => url);
}
