import { registry } from '@tensorpress/all';
import { compress, decodeModel, type Model, type Progress, report, write } from '@tensorpress/core';
import { errorOf, layersOf } from './layers-of.ts';
import type { Outcome, Step, Task } from './task.ts';

/** Share of the time for the stages; what is left is for writing and comparing. */
const STAGES = 0.9;

/** Does what the page wants done. */
export async function runTask(task: Task, tell: (step: Step) => void): Promise<Outcome> {
  if (task.kind === 'compare') {
    tell({ share: 0, stage: 'decode', path: '' });
    return outcomeOf(task.before ?? (await decodeModel(task.after, registry)), task.after);
  }
  const stages = await registry.pipeline(task.stages);
  const notes: Progress[] = [];
  let model = task.model;
  for (const [i, stage] of stages.entries()) {
    const share = (done: number) => (STAGES * (i + done)) / stages.length;
    tell({ share: share(0), stage: stage.id, path: '' });
    model = await compress(model, [stage], {
      original: task.model,
      onProgress(progress) {
        notes.push(progress);
        const { done, total, path = '' } = progress;
        tell({ share: share(total > 0 ? done / total : 1), stage: stage.id, path });
      },
    });
  }
  tell({ share: STAGES, stage: 'write', path: '' });
  const file = await write(model);
  return { ...(await outcomeOf(task.model, model, notes)), file };
}

async function outcomeOf(before: Model, after: Model, notes: readonly Progress[] = []): Promise<Outcome> {
  const { weights, ...sizes } = await report(before, after, registry, notes);
  const norms = new Map(
    Object.entries((await decodeModel(before, registry)).weights).map(([name, { data }]) => {
      let sum = 0;
      for (const value of data) sum += value ** 2;
      return [name, Math.sqrt(sum)];
    }),
  );
  // Graphs hold constants that are greater than all weights, and nobody encodes them.
  const changed = weights.filter(({ error }) => error !== 0);
  return { layers: layersOf(weights, norms), error: errorOf(changed, norms), ...sizes };
}
