import { inWorkers } from '../in-workers.ts';
import { fixed, markdownTable } from '../markdown.ts';
import { median } from '../median.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';
import { firstDigits } from './first-digits.ts';
import { networks } from './networks.ts';
import type { StepsJob } from './step-task.ts';

type Task = typeof import('./step-task.ts');

const ROUNDS = 3;
/** Steps of each run: some seconds. */
const RUNS = [
  { network: 'LeNet-300-100', steps: 250 },
  { network: 'LeNet-5', steps: 40 },
] as const;

/** Steps per second of two independent runs, one after the other and at once. */
export const twoThreads: Part = {
  async measure() {
    const rows: Row[] = [];
    for (const { network, steps } of RUNS) {
      const part = firstDigits(networks[network].batchSize);
      const job = { flavour: 'simd', network, digits: part, steps } as const;
      const [one, two]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        one.push(await stepsPerSecond([job, job], 1));
        two.push(await stepsPerSecond([job, job], 2));
      }
      rows.push({ network, one: median(one), two: median(two) });
    }
    return rows;
  },

  show: (rows) =>
    [
      'Steps per second of two independent runs through `inWorkers`, in one thread and in two at once, from the first step to the last:',
      markdownTable(
        ['network', 'one thread', 'two threads', ''],
        rows.map(({ network, one, two }) => [
          `${network}`,
          fixed(one, 1),
          fixed(two, 1),
          `${fixed(Number(two) / Number(one), 2)}×`,
        ]),
      ),
    ].join('\n\n'),
};

/** Throughput from the first step of any run to the last; starting up is not counted. */
async function stepsPerSecond(jobs: readonly StepsJob[], workers: number): Promise<number> {
  const results = await inWorkers<Task>(new URL('./step-task.js', import.meta.url), jobs, { workers });
  const runs = results.map((result) => {
    if ('failure' in result) throw new Error(`training: ${result.failure}`);
    return result;
  });
  const milliseconds = Math.max(...runs.map(({ ended }) => ended)) - Math.min(...runs.map(({ began }) => began));
  return runs.reduce((steps, run) => steps + run.milliseconds.length, 0) / (milliseconds / 1000);
}
