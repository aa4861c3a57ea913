import { parentPort, workerData } from 'node:worker_threads';
import type { Reply } from './thread.ts';

const { run } = await import(workerData);
if (typeof run !== 'function') throw new TypeError(`${workerData}: must export a function called run`);

parentPort?.on('message', async (job) => {
  let reply: Reply<unknown>;
  try {
    reply = { result: await run(job) };
  } catch (error) {
    reply = { error };
  }
  parentPort?.postMessage(reply, buffersOf(reply));
});

/** The buffers that a value has to itself, which need no copy. */
function buffersOf(value: unknown, found: Set<ArrayBuffer> = new Set()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteLength } = value;
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) found.add(buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) buffersOf(inner, found);
  }
  return [...found];
}
