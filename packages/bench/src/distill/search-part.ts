import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { use } from '@tensorpress/core';
import { distill } from '@tensorpress/distill';
import { errorRate } from '@tensorpress/example-mnist';
import { type Objective, type Student, scaleWidths, searchStudent } from '@tensorpress/students';
import { fixed, integer, markdownTable, percent } from '../markdown.ts';
import type { Part } from '../part.ts';
import { useFlavour } from '../training/flavours.ts';
import { LATENCY, latenciesOf } from './latencies.ts';
import { first, splitOf } from './splits.ts';
import {
  clothesFile,
  type FoundFile,
  foundFile,
  fullShape,
  multipliedShape,
  options,
  type Shape,
  studentOf,
  templates,
} from './students.ts';
import { epochLog, examplesFor, trainedBy } from './training.ts';

/** What the widths of each block are chosen from, as shares of those of the template. */
const FACTORS = [0.25, 0.375, 0.5, 0.625, 0.75, 1, 1.25, 1.5];

const OBJECTIVES = ['channels', 'multiplyAdds', 'parameters'] as const satisfies readonly Objective[];

/** The share of the time of the narrower network that students may take, so that none is slower by the noise of what was measured. */
const SHARE = 0.95;

/** The short training that chooses among what the objectives find. */
const TRIED = { pictures: 20_000, epochs: 3, batchSize: 64, learningRate: 2e-3, seed: 1 } as const;

/** What an objective finds. */
interface Found extends Shape, Pick<Student, 'predicted' | 'measured' | 'parameters' | 'multiplyAdds'> {
  readonly objective: string;
}

/** What became of it. */
interface Try extends Found {
  readonly error: number;
}

/** Looks for the student that is worth most in the time that the narrower one takes: three kinds of networks, three objectives, and a short training. */
export const searchPart: Part = {
  async measure() {
    await useFlavour('relaxed-simd');
    const narrower = studentOf(multipliedShape, 1);
    const milliseconds = SHARE * (await latenciesOf(new Map([['narrower', narrower]]))).get('narrower')!;
    narrower.dispose();
    const found = await foundWithin(milliseconds);
    // What is measured comes first, and what takes a while then, as the machine is warm in another way after it.
    const tries: Try[] = [];
    for (const one of found) {
      const same = tries.find(({ template, widths }) => template === one.template && `${widths}` === `${one.widths}`);
      tries.push({ ...one, error: same?.error ?? (await tried(one)) });
    }
    tries.sort((a, b) => a.error - b.error);
    const shapeOf = ({ template, widths }: Try): Shape => ({ template, widths });
    const file: FoundFile = {
      milliseconds,
      fires: shapeOf(tries.find(({ template }) => template === fullShape.template)!),
      searched: shapeOf(tries[0]!),
    };
    await mkdir(new URL('./', foundFile), { recursive: true });
    await writeFile(foundFile, `${JSON.stringify(file, null, 2)}\n`);
    return tries.map(({ widths, ...row }) => ({ ...row, widths: widths.join('-'), milliseconds }));
  },

  show(rows) {
    const [{ milliseconds } = {}] = rows;
    return [
      '#### The search',
      `What a batch of ${LATENCY.batch} may take is ${percent(SHARE, 0)} of what the narrower student took in the same run, ${fixed(milliseconds, 2)} ms. Each objective finds one student of each kind; the one that errs least on held-out pictures after ${TRIED.epochs} epochs on ${integer(TRIED.pictures)} others is trained, and so is the best that is a SqueezeNet. QuickNets and MobileNets have batch normalisation, with which they learn faster; SqueezeNets have none.`,
      markdownTable(
        [
          'network',
          'most',
          'widths',
          'as a sum, ms',
          'measured, ms',
          'multiply-adds',
          'parameters',
          'error when tried',
        ],
        rows.map((row) => [
          `${row.template}`,
          `${row.objective}`,
          `${row.widths}`,
          fixed(row.predicted, 2),
          fixed(row.measured, 2),
          integer(row.multiplyAdds),
          integer(row.parameters),
          percent(row.error, 1),
        ]),
      ),
    ].join('\n\n');
  },
};

/** What the objectives find of each kind of network. */
async function foundWithin(milliseconds: number): Promise<Found[]> {
  const table = new Map<string, number>();
  const all: Found[] = [];
  for (const template of templates) {
    const choices = template
      .widths(options)
      .map((width) => [...new Set(FACTORS.flatMap((factor) => scaleWidths([width], factor, 8)))]);
    for (const objective of OBJECTIVES) {
      const { model, widths, predicted, measured, parameters, multiplyAdds } = await searchStudent(
        { template, options, widths: choices, budget: { milliseconds }, objective, table, ...LATENCY },
        { seed: 1 },
      );
      model.dispose();
      all.push({ template: template.id, objective, widths, predicted, measured, parameters, multiplyAdds });
      process.stdout.write(`${template.id}, most ${objective}: ${widths.join('-')}, ${fixed(measured, 2)} ms\n`);
    }
  }
  return all;
}

/** The error of a fresh network on pictures that were held out, after a short training. */
async function tried(shape: Shape): Promise<number> {
  const fresh = studentOf(shape, TRIED.seed);
  const { training, testing } = splitOf('fashion', true);
  const data = examplesFor(first(training, TRIED.pictures), options.inputShape);
  const stage = use(distill, { ...epochLog(TRIED).options, data, teacher: await readFile(clothesFile) });
  const net = await trainedBy([stage], fresh, TRIED.seed);
  fresh.dispose();
  tf.dispose([data.xs, data.ys]);
  const error = errorRate(net, testing);
  net.dispose();
  return error;
}
