import { inWorkers } from '../in-workers.ts';
import { fixed, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';
import { firstDigits } from '../training/first-digits.ts';
import { networks } from '../training/networks.ts';
import { inChromium } from './in-chromium.ts';

type Task = typeof import('./node-task.ts');

const STEPS = 50;

/** The same training in Node and in pages of Chromium, of which one has shared memory and threads. */
export const sameLosses: Part = {
  async measure() {
    const part = firstDigits(STEPS * networks['LeNet-5'].batchSize);
    const pages = [await inChromium(part, false), await inChromium(part, true)];
    const [expected = []] = await inWorkers<Task>(new URL('./node-task.js', import.meta.url), [part]);
    return pages.map(
      ({ losses, seconds, ...page }): Row => ({
        ...page,
        ...(losses.length > 0 && {
          steps: losses.length,
          milliseconds: (1000 * seconds) / losses.length,
          firstLoss: losses.at(0)!,
          lastLoss: losses.at(-1)!,
          difference: Math.max(...expected.map((loss, i) => Math.abs(loss - (losses[i] ?? Number.NaN)))),
        }),
      }),
    );
  },

  show: (rows) =>
    [
      'LeNet-5 taught by `finetune` in a page of Chromium, with the same weights and digits as in Node. The difference is the largest between losses of the same step. A page that is isolated from other origins has the threaded build of the wasm backend, whose memory is shared.',
      markdownTable(
        ['Chromium', 'isolated', 'threads', 'kernels', 'left alone', 'steps', 'ms a step', 'loss', 'difference'],
        rows.map((row) => [
          `${row.version}`,
          row.isolated ? 'yes' : 'no',
          `${row.threads}`,
          `${row.flavour}`,
          `${row.skipped}`,
          `${row.steps ?? '–'}`,
          row.milliseconds === undefined ? '–' : fixed(row.milliseconds, 1),
          row.failure ? `fails: ${row.failure}` : `${fixed(row.firstLoss, 4)} … ${fixed(row.lastLoss, 4)}`,
          row.failure ? '–' : Number(row.difference).toExponential(1),
        ]),
      ),
    ].join('\n\n'),
};
