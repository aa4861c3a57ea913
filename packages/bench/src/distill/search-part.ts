import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { use } from '@tensorpress/core';
import { distill } from '@tensorpress/distill';
import { errorRate } from '@tensorpress/example-mnist';
import { measureLatency, type Objective, scaleWidths, searchStudent, smallSqueezeNet } from '@tensorpress/students';
import { fixed, integer, markdownTable, percent } from '../markdown.ts';
import type { Part } from '../part.ts';
import { useFlavour } from '../training/flavours.ts';
import { first, splitOf } from './splits.ts';
import { clothesFile, foundFile, fullWidths, multipliedWidths, options, studentOf } from './students.ts';
import { epochLog, examplesFor, trainedBy } from './training.ts';

/** How latencies of students are measured. */
export const LATENCY = { batch: 16, runs: 25, quantile: 0.2 } as const;

/** What the widths of each block are chosen from, as shares of those of the large one. */
const FACTORS = [0.25, 0.375, 0.5, 0.625, 0.75, 1, 1.25, 1.5];

const OBJECTIVES = ['channels', 'multiplyAdds', 'parameters'] as const satisfies readonly Objective[];

/** The short training that chooses among what the objectives find. */
const TRIED = { pictures: 12_000, epochs: 2, batchSize: 64, learningRate: 2e-3, seed: 1 } as const;

/** Looks for the student that is worth most in the time that the narrower one takes, by three objectives and a short training. */
export const searchPart: Part = {
  async measure() {
    await useFlavour('relaxed-simd');
    const table = new Map<string, number>();
    const narrower = studentOf(multipliedWidths, 1);
    const milliseconds = await measureLatency(narrower, LATENCY);
    narrower.dispose();
    const rows = [];
    for (const objective of OBJECTIVES) {
      const { widths, predicted, measured, parameters, multiplyAdds, model } = await searchStudent(
        {
          template: smallSqueezeNet,
          options,
          widths: fullWidths.map((width) => FACTORS.flatMap((factor) => scaleWidths([width], factor, 8))),
          budget: { milliseconds },
          objective,
          table,
          ...LATENCY,
        },
        { seed: 1 },
      );
      rows.push({
        objective,
        widths: widths.join('-'),
        predicted,
        measured,
        parameters,
        multiplyAdds,
        error: await tried(model),
      });
      model.dispose();
    }
    const best = rows.toSorted((a, b) => a.error - b.error)[0]!;
    await mkdir(new URL('./', foundFile), { recursive: true });
    const found = { milliseconds, objective: best.objective, widths: best.widths.split('-').map(Number) };
    await writeFile(foundFile, `${JSON.stringify(found, null, 2)}\n`);
    return rows.map((row) => ({ ...row, milliseconds, chosen: row === best }));
  },

  show(rows) {
    const [{ milliseconds } = {}] = rows;
    return [
      '#### The search',
      `What a batch of ${LATENCY.batch} may take is what the narrower student took in the same run, ${fixed(milliseconds, 1)} ms. Each objective finds one student; the one that errs least on held-out pictures after ${TRIED.epochs} epochs on ${integer(TRIED.pictures)} others is trained.`,
      markdownTable(
        ['most', 'widths', 'as a sum, ms', 'measured, ms', 'multiply-adds', 'parameters', 'error when tried', ''],
        rows.map((row) => [
          `${row.objective}`,
          `${row.widths}`,
          fixed(row.predicted, 1),
          fixed(row.measured, 1),
          integer(row.multiplyAdds),
          integer(row.parameters),
          percent(row.error, 1),
          row.chosen ? 'taken' : '',
        ]),
      ),
    ].join('\n\n');
  },
};

/** The error of a fresh network on pictures that were held out, after a short training. */
async function tried(model: tf.LayersModel): Promise<number> {
  const { training, testing } = splitOf('fashion', true);
  const data = examplesFor(first(training, TRIED.pictures), options.inputShape);
  const stage = use(distill, { ...epochLog(TRIED).options, data, teacher: await readFile(clothesFile) });
  const net = await trainedBy([stage], model, TRIED.seed);
  tf.dispose([data.xs, data.ys]);
  const error = errorRate(net, testing);
  net.dispose();
  return error;
}
