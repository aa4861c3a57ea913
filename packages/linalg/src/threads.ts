import { scratchBytes } from '@tensorpress/simd';
import type { Arena } from './arena.ts';
import { doTask, type RunProducts, type Task } from './products.ts';
import type { Start } from './thread.ts';

/** Threads that make products in one memory. */
export interface Threads {
  readonly arena: Arena;
  readonly run: RunProducts;
  stop(): void;
}

/** What Node.js and browsers have in common once their ways to listen are. */
interface Thread {
  post(message: Start | readonly Task[]): void;
  onReply(done: () => void, failed: (reason: unknown) => void): void;
  stop(): void;
}

/** Starts threads; undefined where there are none, or no memory that they could share. */
export async function startThreads(
  makeArena: () => Promise<Arena>,
  count: number,
  signal?: AbortSignal,
): Promise<Threads | undefined> {
  const start = starter();
  if (!start || typeof SharedArrayBuffer === 'undefined') return undefined;
  const arena = await makeArena();
  const begun = arena.take(4);
  const threads = Array.from({ length: count }, start);
  const ask = (thread: Thread, message: Start | readonly Task[]) =>
    new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      const settled = (settle: () => void) => {
        signal?.removeEventListener('abort', abort);
        settle();
      };
      thread.onReply(
        () => settled(resolve),
        (reason) => settled(() => reject(reason)),
      );
      thread.post(message);
    });
  const ready = Promise.all(
    threads.map((thread) =>
      ask(thread, { memory: arena.memory, scratch: arena.take(scratchBytes), begun, flavour: arena.kernels.flavour }),
    ),
  ).then(
    () => true,
    // A thread that cannot be started, or cannot be sent the memory, is like none: a page may forbid either.
    () => false,
  );
  return {
    arena,
    stop() {
      for (const thread of threads) thread.stop();
    },
    async run(tasks) {
      const threaded = await ready;
      signal?.throwIfAborted();
      if (!threaded) {
        for (const task of tasks) doTask(arena.kernels, task, 0);
        return;
      }
      new Int32Array(arena.memory.buffer, begun, 1)[0] = 0;
      await Promise.all(threads.map((thread) => ask(thread, tasks)));
    },
  };
}

/** A function that starts one thread here, if there is a way. */
function starter(): (() => Thread) | undefined {
  // Not imported, so that bundles for browsers have nothing to resolve.
  const node = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  if (node) return () => nodeThread(new node.Worker(new URL('./thread.js', import.meta.url)));
  if (typeof Worker === 'undefined') return undefined;
  return () => webThread(new Worker(new URL('./thread.js', import.meta.url), { type: 'module' }));
}

function nodeThread(worker: import('node:worker_threads').Worker): Thread {
  return {
    post: (message) => worker.postMessage(message),
    onReply(done, failed) {
      worker.removeAllListeners();
      worker.on('message', done).on('error', failed);
      worker.on('exit', (code) => failed(new Error(`linalg: a thread ended with code ${code}`)));
    },
    stop() {
      worker.removeAllListeners();
      void worker.terminate();
    },
  };
}

function webThread(worker: Worker): Thread {
  return {
    post: (message) => worker.postMessage(message),
    onReply(done, failed) {
      worker.onmessage = done;
      worker.onerror = ({ message }) => failed(new Error(`linalg: a thread failed: ${message}`));
    },
    stop: () => worker.terminate(),
  };
}
