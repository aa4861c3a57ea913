import { decoders } from '@tensorpress/all/decoders';
import { FileError, OptionError, type Outline } from '@tensorpress/core';
import { ModelError, type WeightValues } from '@tensorpress/tfjs';
import { decodeHere } from './decode-here.ts';
import { decodeInWorker } from './decode-in-worker.ts';
import { LoadError } from './load-error.ts';
import type { LoadOptions, LoadSource } from './load-options.ts';
import { nextTask } from './next-task.ts';
import { openSource } from './open-source.ts';

/** Milliseconds for which decoding may keep a thread from everything else, but for a single weight that takes longer. */
const TURN = 12;

/** Loads a file, of which `make` makes a model, weight by weight as they come. */
export async function load<Net>(
  source: LoadSource,
  options: LoadOptions,
  make: (outline: Outline, values: AsyncIterable<WeightValues>) => Promise<Net>,
): Promise<Net> {
  const { codecs, signal, worker, limits = {}, onProgress = () => {} } = options;
  if (worker && codecs) throw new OptionError('codecs: a worker has its own, which its script gives to answerLoads');
  signal?.throwIfAborted();
  // Whatever is under way ends with this, however the loading does.
  const end = new AbortController();
  const { name, chunks } = openSource(source, options, end.signal);
  const abort = () => end.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  let done = 0;
  let total: number | undefined;
  const tell = () => onProgress({ phase: 'download', done, total });
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      done += chunk.length;
      tell();
      yield chunk;
    }
  }
  try {
    const { outline, size, values } = await (worker
      ? decodeInWorker(counted(), worker, limits, end.signal)
      : decodeHere(counted(), codecs ?? decoders, limits));
    total = size;
    tell();
    return await make(outline, inTurns(values, Object.keys(outline.weights).length, onProgress, end.signal));
  } catch (cause) {
    signal?.throwIfAborted();
    throw named(cause, name);
  } finally {
    signal?.removeEventListener('abort', abort);
    end.abort();
  }
}

/** Weights one by one, between which other things have their turn. */
async function* inTurns(
  values: AsyncIterable<WeightValues>,
  total: number,
  onProgress: NonNullable<LoadOptions['onProgress']>,
  signal: AbortSignal,
): AsyncGenerator<WeightValues> {
  let begun = performance.now();
  let done = 0;
  onProgress({ phase: 'decode', done, total });
  for await (const value of values) {
    yield value;
    onProgress({ phase: 'decode', done: ++done, total });
    if (performance.now() - begun > TURN) {
      await nextTask();
      begun = performance.now();
    }
    signal.throwIfAborted();
  }
}

/** An error that says which file it is of, and what to do. */
function named(cause: unknown, name: string): unknown {
  if (cause instanceof FileError) {
    return new FileError(`${name}: ${cause.message}: load it again, or put it there anew`, { cause });
  }
  for (const Kind of [LoadError, ModelError]) {
    if (cause instanceof Kind) return new Kind(`${name}: ${cause.message}`, { cause });
  }
  return cause;
}
