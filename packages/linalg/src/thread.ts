/**
 * What runs in a thread: makes products in memory that it shares with whoever started it.
 * @module
 */
import { type Kernels, kernelsOn } from '@tensorpress/simd';
import { doTask, type Task } from './products.ts';

/** The first message: the memory, and places in it: scratch memory for this thread alone, and the number of tasks that are begun. */
export interface Start {
  readonly memory: WebAssembly.Memory;
  readonly scratch: number;
  readonly begun: number;
  readonly flavour: Kernels['flavour'];
}

let own: (Start & { readonly kernels: Kernels }) | undefined;

const parent = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort;
if (parent) {
  parent.on('message', async (message) => parent.postMessage(await reply(message)));
} else {
  globalThis.onmessage = async ({ data }) => globalThis.postMessage(await reply(data));
}

async function reply(message: Start | readonly Task[]): Promise<undefined> {
  if ('memory' in message) {
    own = { ...message, kernels: await kernelsOn(message.memory, message) };
  } else if (own) {
    const begun = new Int32Array(own.memory.buffer, own.begun, 1);
    const next = () => message[Atomics.add(begun, 0, 1)];
    for (let task = next(); task; task = next()) doTask(own.kernels, task, own.scratch);
  }
}
