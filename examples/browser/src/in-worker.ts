import type { Answer, Outcome, Step, Task } from './task.ts';

/**
 * Has a worker of its own do something. Cancelling ends the worker, so that it does not matter what it is at.
 * @throws Error with what the worker says; the reason of `signal` if that is aborted.
 */
export const inWorker = (task: Task, signal: AbortSignal, tell: (step: Step) => void): Promise<Outcome> =>
  new Promise<Outcome>((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    const end = (settle: () => void) => {
      signal.removeEventListener('abort', cancel);
      worker.terminate();
      settle();
    };
    const cancel = () => end(() => reject(signal.reason));
    signal.addEventListener('abort', cancel);
    worker.addEventListener('error', ({ message }) =>
      end(() => reject(new Error(message || 'the worker did not start'))),
    );
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if (data.kind === 'step') tell(data.step);
      else if (data.kind === 'done') end(() => resolve(data.outcome));
      else end(() => reject(new Error(data.message)));
    });
    worker.postMessage(task);
  });
