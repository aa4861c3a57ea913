import { setTimeout as delay } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';

/** What a job of the tests is to do. */
export interface TestJob {
  /** Counts the jobs that are done; to be shared between threads. */
  readonly counter?: Int32Array;
  /** The job waits until so many others are done. */
  readonly after?: number;
  readonly values?: Float32Array;
  readonly fails?: string;
  readonly exits?: number;
  readonly breaks?: string;
}

/** Waits, doubles values, or goes wrong in one way or another. */
export async function run({ counter, after, values, fails, exits, breaks }: TestJob): Promise<{
  readonly thread: number;
  readonly doubled: Float32Array;
}> {
  while (after !== undefined && !(counter && Atomics.load(counter, 0) >= after)) await delay(5);
  if (exits !== undefined) process.exit(exits);
  if (fails) throw new RangeError(fails);
  if (breaks) {
    setTimeout(() => {
      throw new Error(breaks);
    });
    await new Promise(() => {});
  }
  if (counter) Atomics.add(counter, 0, 1);
  return { thread: threadId, doubled: (values ?? new Float32Array()).map((value) => 2 * value) };
}
