import { availableParallelism } from 'node:os';
import { inspect } from 'node:util';
import { type Job, type Result, startThread, type Task, type Thread } from './thread.ts';

/** How jobs are done. */
export interface InWorkersOptions<R> {
  /** Threads at once; one for each core by default. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Told of each result when it is there, in whatever order. */
  onResult?(result: R, index: number): void;
}

/**
 * Does independent jobs (seeds, candidate settings) in several threads at once, each with a module of its own:
 * `inWorkers<typeof import('./task.ts')>(new URL('./task.js', import.meta.url), jobs)`. A thread that is free takes the next job;
 * results come in the order of jobs. No thread is left when it settles.
 * @throws An error that names the first job that fails, which stops the rest; the reason of the signal.
 */
export async function inWorkers<T extends Task>(
  module: URL,
  jobs: readonly Job<T>[],
  { workers = availableParallelism(), signal, onResult }: InWorkersOptions<Result<T>> = {},
): Promise<Result<T>[]> {
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(`in-workers: workers must be a positive integer, not ${workers}`);
  }
  signal?.throwIfAborted();
  const threads = Array.from({ length: Math.min(workers, jobs.length) }, () => startThread<T>(module));
  const stop = () => Promise.all(threads.map((thread) => thread.stop()));
  const results: Result<T>[] = [];
  const queue = jobs.entries();
  const work = async ({ run }: Thread<T>) => {
    for (const [index, job] of queue) {
      results[index] = await run(job).catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : cause;
        throw new Error(`in-workers: job ${index} of ${jobs.length}, ${brief(job)}: ${reason}`, { cause });
      });
      onResult?.(results[index], index);
    }
  };
  signal?.addEventListener('abort', stop);
  try {
    await Promise.all(threads.map(work));
    return results;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await stop();
  }
}

const brief = (job: unknown): string =>
  inspect(job, { breakLength: Number.POSITIVE_INFINITY, depth: 1, maxArrayLength: 4, maxStringLength: 80 });
