import type { StageJson } from '@tensorpress/core';
import { median } from '../median.ts';
import { startThread } from '../thread.ts';
import type { Flavour } from '../training/flavours.ts';
import type { LayerJob, LayerTimes } from './layer-task.ts';

type Task = typeof import('./layer-task.ts');

/** A layer, and forms of its kernel by name, `dense` among them. */
export interface Question extends Pick<LayerJob, 'inputs' | 'units' | 'batch' | 'gradient'> {
  readonly flavour: Flavour;
  readonly forms: Readonly<Record<string, StageJson | undefined>>;
}

/** How a form does. */
export interface FormTime {
  readonly form: string;
  readonly parameters: number;
  readonly difference: number;
  /** The median of all calls. */
  readonly milliseconds: number;
}

const ROUNDS = 5;

/** Milliseconds of a layer in several forms, which take their turns for `milliseconds` each in several rounds, in a thread of their own. */
export async function timeForms(
  questions: readonly Question[],
  milliseconds = 100,
): Promise<(Omit<Question, 'forms'> & FormTime)[]> {
  const rows: (Omit<Question, 'forms'> & FormTime)[] = [];
  for (const flavour of new Set(questions.map(({ flavour }) => flavour))) {
    const thread = startThread<Task>(new URL('./layer-task.js', import.meta.url));
    try {
      for (const { forms, ...question } of questions.filter((question) => question.flavour === flavour)) {
        const results = new Map<string, LayerTimes[]>(Object.keys(forms).map((form) => [form, []]));
        for (let round = 0; round < ROUNDS; round++) {
          for (const [form, stage] of Object.entries(forms)) {
            results.get(form)!.push(await thread.run({ ...question, ...(stage && { stage }), milliseconds }));
          }
        }
        for (const [form, all] of results) {
          const { parameters, difference } = all[0]!;
          rows.push({
            ...question,
            form,
            parameters,
            difference,
            milliseconds: median(all.flatMap(({ times }) => times)),
          });
        }
      }
    } finally {
      await thread.stop();
    }
  }
  return rows;
}
