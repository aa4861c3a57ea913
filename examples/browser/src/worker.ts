import { messageOf } from './message-of.ts';
import { runTask } from './run-task.ts';
import type { Answer, Task } from './task.ts';

const answer = (message: Answer, transfer: Transferable[] = []): void => postMessage(message, { transfer });

addEventListener('message', async ({ data }: MessageEvent<Task>) => {
  try {
    const outcome = await runTask(data, (step) => answer({ kind: 'step', step }));
    answer({ kind: 'done', outcome }, outcome.file ? [outcome.file.buffer] : []);
  } catch (cause) {
    answer({ kind: 'failed', message: messageOf(cause) });
  }
});
