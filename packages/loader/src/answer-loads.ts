import { decoders } from '@tensorpress/all/decoders';
import type { Codecs } from '@tensorpress/core';
import { decodeHere } from './decode-here.ts';
import { nextMessage } from './next-message.ts';
import { toPlain } from './plain-error.ts';
import type { FromWorker, LoadRequest, ToWorker } from './worker-messages.ts';

/**
 * Decodes, in a worker, the files that pages load with it as their `worker`. To be called once by its script.
 * @param codecs What files may be decoded with: by default all of this project, each loaded when a file names it.
 */
export function answerLoads(codecs: Codecs = decoders): void {
  addEventListener('message', ({ data }: MessageEvent) => {
    if (isLoadRequest(data)) void answerLoad(data, codecs);
  });
}

const isLoadRequest = (data: unknown): data is LoadRequest =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'tensorpress: load';

/** Decodes one file. If its page wants no more of it, it stops for good at the next answer that does not come. */
async function answerLoad({ port, limits }: LoadRequest, codecs: Codecs): Promise<void> {
  const send = (message: FromWorker, transfer: Transferable[] = []) => port.postMessage(message, transfer);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      send({ type: 'more' });
      const message = await nextMessage<ToWorker>(port);
      if (message.type !== 'chunk' || !message.chunk) return;
      yield message.chunk;
    }
  }
  try {
    const { outline, size, values } = await decodeHere(chunks(), codecs, limits);
    send({ type: 'opened', outline, size });
    for (;;) {
      await nextMessage<ToWorker>(port);
      const { value } = await values.next();
      send({ type: 'weight', values: value }, value ? [value.buffer] : []);
      if (!value) break;
    }
  } catch (cause) {
    send({ type: 'failed', error: toPlain(cause) });
  }
  port.close();
}
