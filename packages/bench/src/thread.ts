import { Worker } from 'node:worker_threads';

/** A module that does jobs in a thread: jobs and results are cloned, buffers that a result brings along are moved. */
export interface Task {
  run(job: never): unknown;
}

/** What the task is given. */
export type Job<T extends Task> = Parameters<T['run']>[0];

/** What the task gives. */
export type Result<T extends Task> = Awaited<ReturnType<T['run']>>;

/** What a thread says of its job. */
export type Reply<R> = { readonly result: R } | { readonly error: unknown };

/** A thread in which a module does one job at a time. */
export interface Thread<T extends Task> {
  /** @throws What the task throws, or an error that says how the thread ended. */
  run(job: Job<T>): Promise<Result<T>>;
  stop(): Promise<void>;
}

/** Starts a thread with a module of its own, and so a TensorFlow.js, a backend and kernels of its own: `startThread<typeof import('./task.ts')>(…)`. */
export function startThread<T extends Task>(module: URL): Thread<T> {
  const worker = new Worker(new URL('./thread-entry.js', import.meta.url), { workerData: module.href });
  let current: { resolve(result: Result<T>): void; reject(reason: unknown): void } | undefined;
  let ended: { readonly reason: unknown } | undefined;
  const end = (reason: unknown) => {
    ended ??= { reason };
    current?.reject(ended.reason);
  };
  worker.on('message', (reply: Reply<Result<T>>) => {
    if ('result' in reply) current?.resolve(reply.result);
    else current?.reject(reply.error);
  });
  worker.on('messageerror', end);
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`the thread ended with code ${code}`)));
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended.reason);
        current = { resolve, reject };
        worker.postMessage(job);
      }),
    async stop() {
      await worker.terminate();
    },
  };
}
