/**
 * What runs in a thread: makes products in memory that it shares with whoever started it.
 * @module
 */
import { type Kernels, kernelsOn } from '@tensorpress/simd';
import { callKernel, type ProductCall } from './products.ts';

/** The first message: the memory, and scratch memory in it for this thread alone. */
export interface Start {
  readonly memory: WebAssembly.Memory;
  readonly scratch: number;
}

let kernels: Kernels | undefined;
let scratch = 0;

const parent = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort;
if (parent) {
  parent.on('message', async (message) => parent.postMessage(await reply(message)));
} else {
  globalThis.onmessage = async ({ data }) => globalThis.postMessage(await reply(data));
}

async function reply(message: Start | ProductCall): Promise<undefined> {
  if ('memory' in message) {
    kernels = await kernelsOn(message.memory);
    scratch = message.scratch;
  } else if (kernels) {
    callKernel(kernels, message, scratch);
  }
}
