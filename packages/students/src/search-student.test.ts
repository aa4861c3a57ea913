import * as tf from '@tensorflow/tfjs';
import { OptionError, type Progress } from '@tensorpress/core';
import test from 'ava';
import {
  apply,
  countMultiplyAdds,
  defineTemplate,
  type SearchOptions,
  type Student,
  type StudentOptions,
  searchStudent,
  smallMobileNet,
  smallSqueezeNet,
  type Template,
} from './index.ts';

test.before(() => tf.setBackend('cpu'));

const options = { inputShape: [12, 12, 1], classes: 3 };
const widths = [[4, 8], [4, 6, 12], [8], [6, 10], [4, 16]];

/** All combinations of one of each. */
const combinations = (lists: readonly (readonly number[])[]): number[][] =>
  lists.reduce<number[][]>((all, list) => all.flatMap((some) => list.map((one) => [...some, one])), [[]]);

/** Three blocks, each of which adds channels to what it is given, so that a width says little of what comes out. */
const dense: Template = defineTemplate('dense', ({ classes }, initializers) => ({
  widths: [2, 2, 2],
  block(x, index, filters) {
    const kernelInitializer = initializers.kernel();
    const name = `conv${index}`;
    const y = apply(tf.layers.conv2d({ name, filters, kernelSize: 3, padding: 'same', kernelInitializer }), x);
    return apply(tf.layers.concatenate({ name: `concat${index}` }), [x, y]);
  },
  end(x) {
    const flat = apply(tf.layers.flatten({ name: 'flat' }), x);
    return apply(tf.layers.dense({ name: 'logits', units: classes, kernelInitializer: initializers.logits() }), flat);
  },
}));

const costs = { bytes: (model: tf.LayersModel) => 4 * model.countParams(), multiplyAdds: countMultiplyAdds };
const cases: [Template, readonly (readonly number[])[]][] = [
  [smallMobileNet, widths],
  [
    dense,
    [
      [1, 2],
      [1, 2, 3],
      [2, 4],
    ],
  ],
];
for (const [template, candidates] of cases) {
  for (const [unit, costOf] of Object.entries(costs)) {
    test.serial(`${template.id}: no other network within the budget of ${unit} is better`, async (t) => {
      const all = combinations(candidates).map((some) => {
        const model = template({ ...options, widths: some });
        const figures = { widths: some, cost: costOf(model), parameters: model.countParams() };
        model.dispose();
        return figures;
      });
      const sorted = all.map(({ cost }) => cost).sort((a, b) => a - b);
      for (const amount of [sorted[0]!, sorted[all.length >> 1]!, sorted.at(-1)!]) {
        const budget = unit === 'bytes' ? { bytes: amount } : { multiplyAdds: amount };
        const student = await searchStudent({ template, options, widths: candidates, budget, objective: 'parameters' });
        const allowed = all.filter(({ cost }) => cost <= amount);
        t.is(student.parameters, Math.max(...allowed.map(({ parameters }) => parameters)));
        t.is(student.capacity, student.parameters);
        t.is(student.measured, costOf(student.model));
        t.is(student.predicted, student.measured);
        t.deepEqual(student.widths, all.find((some) => some.widths.join() === student.widths.join())?.widths);
        student.model.dispose();
      }
    });
  }
}

/** A table that knows everything: the more there is in a key, the slower. */
const made = () => {
  const asked = new Set<string>();
  return {
    asked,
    get(key: string) {
      asked.add(key);
      const [, , what, shapes, config] = JSON.parse(key);
      if (what === 'nothing') return 0.5;
      const last = shapes?.[0]?.at(-1);
      if (last !== undefined) return 0.01 * last * (config.filters ?? 1);
      // A whole network takes a little more than its sum.
      return shapes.widths.reduce((sum: number, width: number) => sum + 0.05 * width, 4);
    },
    set: () => {
      throw new Error('nothing was to be measured');
    },
  };
};
const timed = { template: smallMobileNet, options, widths, budget: { milliseconds: 6 } };
const plain = ({ model, ...rest }: Student) => ({
  ...rest,
  weights: model.getWeights().map((some) => some.dataSync()),
});

test.serial(
  'with a table that knows all nothing is measured, and the same search gives the same student',
  async (t) => {
    const before = tf.memory().numTensors;
    const [table, other] = [made(), made()];
    const one = await searchStudent({ ...timed, table }, { seed: 3 });
    const two = await searchStudent({ ...timed, table: other }, { seed: 3 });
    t.deepEqual(plain(one), plain(two));
    t.deepEqual(table.asked, other.asked);
    t.true(one.measured <= 6);
    const twin = smallMobileNet({ ...options, widths: one.widths, seed: 3 });
    t.deepEqual(
      plain(one).weights,
      twin.getWeights().map((some) => some.dataSync()),
    );
    for (const model of [one.model, two.model, twin]) model.dispose();
    t.is(tf.memory().numTensors, before);
  },
);

test.serial('layers are measured once, whole networks too, and all of it is remembered', async (t) => {
  const before = tf.memory().numTensors;
  const table = new Map<string, number>();
  const search = {
    template: dense,
    options: { inputShape: [4, 4, 1], classes: 2 },
    widths: [[1, 2], [1], [1]],
    budget: { milliseconds: 1e3 },
    table,
    runs: 1,
    warmUp: 0,
  };
  const first = await searchStudent(search);
  const known = [...table];
  // Two convolutions of the first block, two that take what it gives, and two in the third, of which one is the same as one before.
  const classes = known.map(([key]) => JSON.parse(key)[2]).sort();
  t.deepEqual(
    classes,
    [
      ...Array(5).fill('Concatenate'),
      ...Array(5).fill('Conv2D'),
      'Dense',
      'Dense',
      'Flatten',
      'Flatten',
      'dense',
      'nothing',
    ].sort(),
  );
  const second = await searchStudent({ ...search, table: new Map(JSON.parse(JSON.stringify(known))) });
  t.deepEqual(plain(first), plain(second));
  first.model.dispose();
  second.model.dispose();
  t.is(tf.memory().numTensors, before);
});

test.serial('what there is to be most of is what the objective says', async (t) => {
  const capacity = async (objective: SearchOptions<StudentOptions>['objective']) => {
    const search = { template: dense, options, widths: [[1, 2, 4], [2], [2]], budget: { bytes: 1e6 } };
    const student = await searchStudent({ ...search, ...(objective && { objective }) });
    student.model.dispose();
    return [student.widths[0], student.capacity, student.parameters, student.multiplyAdds] as const;
  };
  t.is((await capacity(undefined))[1], Math.log2(4 * 2 * 2 * 3));
  const [, byParameters, parameters] = await capacity('parameters');
  t.is(byParameters, parameters);
  const [, byMultiplyAdds, , multiplyAdds] = await capacity('multiplyAdds');
  t.is(byMultiplyAdds, multiplyAdds);
  t.deepEqual((await capacity(({ index, width }) => (index === 0 ? -width : 0))).slice(0, 2), [1, -1]);
  await t.throwsAsync(() => capacity(() => Number.NaN), { message: /objective must give a finite number, not NaN/ });
});

test.serial('of several finalists the one with the best score is taken, with weights of its own', async (t) => {
  const before = tf.memory().numTensors;
  const seen: (readonly number[])[] = [];
  const student = await searchStudent({
    ...timed,
    budget: { bytes: 4000 },
    finalists: 3,
    score(model, some) {
      t.is(model.outputs[0]!.shape[1], 3);
      tf.tidy(() => model.setWeights(model.getWeights().map((weight) => tf.zerosLike(weight))));
      seen.push(some);
      return seen.length === 2 ? 1 : 0;
    },
  });
  t.is(new Set(seen.map(String)).size, 3);
  t.deepEqual(student.widths, seen[1]);
  t.is(student.score, 1);
  t.true(
    student.model
      .getWeights()[0]!
      .dataSync()
      .some((value) => value !== 0),
  );
  student.model.dispose();
  t.is(tf.memory().numTensors, before);
});

test.serial('a width that is listed twice is one width', async (t) => {
  const seen: string[] = [];
  const score = (_: tf.LayersModel, some: readonly number[]) => seen.push(some.join());
  const search = { template: dense, options, widths: [[1, 1, 2], [2, 2], [1]], budget: { bytes: 1e6 }, finalists: 9 };
  const { model } = await searchStudent({ ...search, score });
  t.deepEqual(seen, ['2,2,1', '1,2,1']);
  model.dispose();
});

test.serial('progress never goes back, and ends with the total', async (t) => {
  const heard: Progress[] = [];
  const student = await searchStudent({ ...timed, table: made() }, { onProgress: (progress) => heard.push(progress) });
  student.model.dispose();
  t.true(heard.every(({ stage, total }) => stage === 'students' && total === 7));
  for (const [i, { done }] of heard.slice(1).entries()) t.true(done >= heard[i]!.done);
  t.is(heard.at(-1)!.done, 7);
  t.is(heard.at(-1)!.metrics!.milliseconds, student.measured);
});

test.serial('a signal stops it, and leaves nothing behind', async (t) => {
  const before = tf.memory().numTensors;
  const reason = new Error('enough');
  await t.throwsAsync(() => searchStudent(timed, { signal: AbortSignal.abort(reason) }), { is: reason });
  for (const at of [0, 3, 6]) {
    const controller = new AbortController();
    const onProgress = ({ done }: Progress) => done === at && controller.abort(reason);
    const search = { ...timed, table: made(), score: () => 0 };
    await t.throwsAsync(() => searchStudent(search, { signal: controller.signal, onProgress }), { is: reason });
  }
  t.is(tf.memory().numTensors, before);
});

test.serial('what cannot be is refused, with the least that can', async (t) => {
  const refuse = (change: Partial<typeof timed> | object, message: RegExp | string) =>
    t.throwsAsync(() => searchStudent({ ...timed, table: made(), ...change }), { instanceOf: OptionError, message });
  const model = smallMobileNet({ ...options, widths: widths.map(([first]) => first!) });
  const least = 4 * model.countParams();
  model.dispose();
  await refuse({ budget: { bytes: least - 1 } }, `students: budget must allow ${least} bytes, not ${least - 1}`);
  await refuse({ budget: { milliseconds: 0.6 } }, /budget must allow .* milliseconds, not 0.6/);
  await refuse(
    { budget: {} },
    /budget must be a positive number of one of milliseconds, bytes, multiplyAdds, not \{\}/,
  );
  await refuse({ budget: { bytes: 1, milliseconds: 1 } }, /budget must be a positive number of one of/);
  await refuse({ budget: { bytes: 0 } }, /budget must be a positive number/);
  await refuse({ widths: [[4], [], [4], [4], [4]] }, /the widths of a block must be/);
  await refuse({ widths: [[4], [4.5], [4], [4], [4]] }, /the widths of a block must be/);
  await refuse({ widths: [[4]] }, 'students: widths must be 5 lists, one for each block, not 1');
  await refuse({ score: () => Number.NaN }, /score must give a finite number, not NaN/);
  await refuse({ finalists: 0 }, /finalists must be a positive integer, not 0/);
  await refuse({ template: smallSqueezeNet, widths: [[4], [5], [4], [4], [4]] }, /must be even, not 5/);
});
