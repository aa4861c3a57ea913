import type { Progress } from '@tensorpress/core';
import { Presets, SingleBar } from 'cli-progress';

/** A bar on stderr that follows the stages of a pipeline, where that is a terminal. */
export interface ProgressBar {
  onProgress(progress: Progress): void;
  stop(): void;
}

/** A progress bar over this many stages. */
export function progressBar(stages: number): ProgressBar {
  if (!process.stderr.isTTY) return { onProgress: () => {}, stop: () => {} };
  const bar = new SingleBar(
    { format: '{bar} {percentage}% | {stage} {path}', stream: process.stderr, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(stages, 0, { stage: '', path: '' });
  let finished = 0;
  return {
    onProgress({ stage, done, total, path = '', note }) {
      if (note !== undefined) return;
      bar.update(finished + done / Math.max(total, 1), { stage, path });
      if (done === total) finished++;
    },
    stop: () => bar.stop(),
  };
}
