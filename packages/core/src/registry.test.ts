import test from 'ava';
import { idle, registry, runs, steps } from './_codecs.test.ts';
import { createCodecs } from './create-codecs.ts';
import { decode } from './decode.ts';
import { OptionError, UnknownCodecError } from './errors.ts';
import { compress, use } from './pipeline.ts';
import { createRegistry } from './registry.ts';
import { sizeOf, type Tensor } from './tensor.ts';
import { isNode, type Model } from './tree.ts';

const tensor = (shape: number[]): Tensor => ({
  dtype: 'f32',
  shape,
  data: new Float32Array(sizeOf(shape)).map((_, i) => Math.sin(i)),
});
const model: Model = {
  weights: { 'dense/kernel': tensor([20, 20]), 'conv/kernel': tensor([3, 3, 6, 6]), 'conv/bias': tensor([300]) },
};

test('a compressor is loaded when it is asked for, and once', async (t) => {
  let calls = 0;
  const counting = createRegistry({
    steps: async () => {
      calls++;
      return steps;
    },
    runs: () => Promise.reject(new Error('must not be loaded')),
  });
  t.deepEqual(counting.ids, ['steps', 'runs']);
  t.is(calls, 0);
  t.is(await counting.get('steps'), steps);
  t.is(await counting.get('steps'), steps);
  t.is(calls, 1);
});

test('what could not be loaded is loaded when it is asked for again', async (t) => {
  let calls = 0;
  const flaky = createRegistry({ steps: async () => (calls++ === 0 ? Promise.reject(new Error('offline')) : steps) });
  await t.throwsAsync(flaky.get('steps'), { message: 'offline' });
  t.is(await flaky.get('steps'), steps);
});

test('an id that is not there is an error that says what to install', async (t) => {
  await t.throwsAsync(registry.get('svd'), {
    instanceOf: UnknownCodecError,
    message: /svd: not in this registry \(steps, runs, idle\); install @tensorpress\/svd/,
  });
  for (const id of ['@acme/wavelet', 'tensorpress-wavelet'])
    await t.throwsAsync(registry.get(id), { message: new RegExp(`install ${id} `) });
  for (const id of ['constructor', '__proto__', 'toString', ''])
    await t.throwsAsync(registry.get(id), { instanceOf: UnknownCodecError });
});

test('what only decodes is enough for decoding, is loaded once, and is missed by its name', async (t) => {
  const { weights } = await compress(model, [use(steps), use(runs)]);
  const loaded: string[] = [];
  const { id, version, parts, rebuild } = steps;
  const codecs = createCodecs({
    steps: async () => {
      loaded.push(id);
      return { id, version, parts, ...(rebuild && { rebuild }) };
    },
    runs: async () => runs,
  });
  for (const [name, tree] of Object.entries(weights)) {
    t.deepEqual(await decode(tree, codecs), await decode(tree, registry), name);
  }
  t.deepEqual(loaded, ['steps']);
  await t.throwsAsync(codecs.get('svd'), { instanceOf: UnknownCodecError, message: /install @tensorpress\/svd/ });
});

test('a pipeline in JSON does what the same stages do', async (t) => {
  const stages = await registry.pipeline([{ use: 'steps', levels: 3, where: '*/kernel' }, 'runs', { use: 'idle' }]);
  t.deepEqual(
    stages.map(({ id }) => id),
    ['steps', 'runs', 'idle'],
  );
  const same = [use(steps, { levels: 3 }, { where: (path) => path.endsWith('kernel') }), use(runs), use(idle)];
  t.deepEqual(await compress(model, stages), await compress(model, same));
});

test('several patterns select what any of them matches', async (t) => {
  const stages = await registry.pipeline([{ use: 'steps', where: ['dense/*', '*/bias'] }]);
  const { weights } = await compress(model, stages);
  t.deepEqual(
    Object.entries(weights)
      .filter(([, tree]) => isNode(tree))
      .map(([name]) => name),
    ['dense/kernel', 'conv/bias'],
  );
});

test('a stage that is wrong is refused', async (t) => {
  const refused = async (stage: unknown, message: RegExp) => {
    await t.throwsAsync(registry.pipeline(JSON.parse(JSON.stringify([stage]))), { message });
  };
  await refused({ levels: 3 }, /a stage must be an id or/);
  await refused({ use: 3 }, /a stage must be an id or/);
  await refused({ use: 'steps', levels: 0 }, /steps: levels must be an integer from 1 to 127, not 0/);
  await refused({ use: 'steps', level: 1 }, /steps: no option is called level/);
  await refused({ use: 'steps', where: 3 }, /steps: where must be one or more patterns/);
  await refused({ use: 'steps', where: [3] }, /steps: where must be one or more patterns/);
  await refused('svd', /svd: not in this registry/);
  await t.throwsAsync(registry.pipeline([{ use: 'steps', levels: 0 }]), { instanceOf: OptionError });
});
