import type { Limits } from '@tensorpress/core';
import type { WeightValues } from '@tensorpress/tfjs';
import type { Decoding } from './decode-here.ts';
import { LoadError } from './load-error.ts';
import { nextMessage } from './next-message.ts';
import { fromPlain } from './plain-error.ts';
import type { FromWorker, LoadRequest, ToWorker } from './worker-messages.ts';

/**
 * Decodes a file in a worker, which is given its bytes and gives back its weights one by one; none of them is copied.
 * @param signal Ends it, which must happen some time.
 * @throws What `decodeHere` does; LoadError if the worker does not run.
 */
export async function decodeInWorker(
  chunks: AsyncIterator<Uint8Array>,
  worker: Worker,
  limits: Partial<Limits>,
  signal: AbortSignal,
): Promise<Decoding> {
  const { port1: port, port2 } = new MessageChannel();
  const ended = new Promise<never>((_, reject) => {
    const failed = (event: Event) =>
      reject(new LoadError(`the worker fails: ${'message' in event ? event.message : event.type}`));
    worker.addEventListener('error', failed);
    signal.addEventListener('abort', () => {
      worker.removeEventListener('error', failed);
      port.close();
      reject(signal.reason);
    });
  });
  ended.catch(() => {});

  const send = (message: ToWorker) => port.postMessage(message);
  const answer = async (): Promise<FromWorker> => {
    for (;;) {
      const message = await Promise.race([nextMessage<FromWorker>(port), ended]);
      if (message.type === 'failed') throw fromPlain(message.error);
      if (message.type !== 'more') return message;
      const { value } = await Promise.race([chunks.next(), ended]);
      send({ type: 'chunk', chunk: value });
    }
  };
  async function* values(): AsyncGenerator<WeightValues> {
    for (;;) {
      send({ type: 'next' });
      const message = await answer();
      if (message.type !== 'weight' || !message.values) return;
      yield message.values;
    }
  }

  const request: LoadRequest = { type: 'tensorpress: load', port: port2, limits };
  worker.postMessage(request, [port2]);
  const opened = await answer();
  if (opened.type !== 'opened') throw new LoadError('the worker is one of another version');
  return { outline: opened.outline, size: opened.size, values: values() };
}
