import test from 'ava';
import { compress, type Model, type Stage } from './index.ts';

const empty: Model = { weights: {} };

test('stages are told what the pipeline began with, or what is said in its place', async (t) => {
  const seen: unknown[] = [];
  const stage: Stage = {
    id: 'look',
    async run(model, context) {
      seen.push(context?.original);
      return { ...model };
    },
    preview: (outline) => outline,
  };
  await compress(empty, [stage, stage]);
  const other: Model = { weights: {} };
  await compress(empty, [stage], { original: other });
  // A pipeline within a stage is part of the one around it.
  await compress(other, [{ ...stage, run: (model, context) => compress({ ...model }, [stage], context) }]);
  t.deepEqual(
    seen.map((one) => (one === empty ? 'empty' : one === other && 'other')),
    ['empty', 'empty', 'other', 'other'],
  );
});
