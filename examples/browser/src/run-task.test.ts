import { registry } from '@tensorpress/all';
import { decodeModel, type Model, random, read } from '@tensorpress/core';
import test from 'ava';
import { runTask } from './run-task.ts';
import type { Step } from './task.ts';

const next = random(1);
const weight = (...shape: number[]) => ({
  dtype: 'f32' as const,
  shape,
  data: Float32Array.from({ length: shape.reduce((size, n) => size * n, 1) }, () => next() - 0.5),
});
const model: Model = { weights: { 'a/kernel': weight(40, 30), 'a/bias': weight(30), 'b/kernel': weight(30, 20) } };
const stages = [{ use: 'prune', sparsity: 0.5 }, { use: 'kmeans-share', bits: 4 }, 'huffman'] as const;

test('compressing gives the file, what it says of each layer, and steps that only go up', async (t) => {
  const steps: Step[] = [];
  const outcome = await runTask({ kind: 'compress', model, stages }, (step) => steps.push(step));
  t.is(outcome.file?.length, outcome.after);
  t.is(
    outcome.layers.reduce((sum, { after }) => sum + after, outcome.header),
    outcome.after,
  );
  t.deepEqual(
    outcome.layers.map(({ name }) => name),
    ['a', 'b'],
  );
  t.true(outcome.after < outcome.before);
  t.true(steps.every(({ share }, i) => share >= (steps[i - 1]?.share ?? 0) && share <= 1));
  t.deepEqual([...new Set(steps.map(({ stage }) => stage))], ['prune', 'kmeans-share', 'huffman', 'write']);

  const after = (await decodeModel(await read(outcome.file!), registry)).weights;
  const kernels = Object.entries(model.weights).filter(([name]) => name.endsWith('kernel'));
  const [difference, norm] = [0, 1].map((part) =>
    kernels.reduce((sum, [name, tree]) => {
      const was = 'data' in tree ? tree.data : [];
      return sum + [...was].reduce((all, value, i) => all + (part ? value : value - after[name]!.data[i]!) ** 2, 0);
    }, 0),
  );
  t.true(Math.abs(outcome.error - Math.sqrt(difference! / norm!)) < 1e-6);
});

test('a file is compared with the model that it came from, or with what it decodes to', async (t) => {
  const { file, ...made } = await runTask({ kind: 'compress', model, stages }, () => {});
  const after = await read(file!);
  const beside = await runTask({ kind: 'compare', before: model, after }, () => {});
  t.like(beside, { before: made.before, after: made.after, error: made.error });
  const alone = await runTask({ kind: 'compare', after }, () => {});
  t.like(alone, { before: made.before, after: made.after, error: 0 });
});

test('what the pipeline does not allow is told by the codec', async (t) => {
  const wrong = { kind: 'compress', model, stages: [{ use: 'prune', sparsity: 2 }] } as const;
  await t.throwsAsync(
    runTask(wrong, () => {}),
    { message: /^prune: sparsity/ },
  );
});
