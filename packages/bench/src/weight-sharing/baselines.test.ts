import { compress, createRegistry, decodeModel, isNode, random, type Tensor, use } from '@tensorpress/core';
import test from 'ava';
import { fixedFactor } from './fixed-factor.ts';
import { randomEdges } from './random-edges.ts';

const registry = createRegistry({
  'fixed-factor': async () => fixedFactor,
  'random-edges': async () => randomEdges,
});
const next = random(3);
const kernel: Tensor<'f32'> = {
  dtype: 'f32',
  shape: [80, 60],
  data: Float32Array.from({ length: 4800 }, () => 2 * next() - 1),
};
const where = () => true;
const fresh = { fresh: true, seed: 1 };
const decoded = async (stage: ReturnType<typeof use>, context = {}): Promise<Tensor> =>
  (await decodeModel(await compress({ weights: { kernel } }, [stage], context), registry)).weights.kernel!;
const meanSquare = ({ data }: Tensor) => Array.from(data).reduce((sum, x) => sum + x * x, 0) / data.length;

test('random edge removal leaves so many weights as they are, chosen by the seed', async (t) => {
  const { data } = await decoded(use(randomEdges, { edges: 500 }, { where }), { seed: 1 });
  const left = [...data.keys()].filter((i) => data[i] !== 0);
  t.is(left.length, 500);
  t.true(left.every((i) => data[i] === kernel.data[i]));
  const other = await decoded(use(randomEdges, { edges: 500 }, { where, seed: 2 }));
  t.true(left.some((i) => other.data[i] === 0));
});

test('what training begins with has the mean square of the weights that were given', async (t) => {
  for (const stage of [use(randomEdges, { edges: 1200 }, { where }), use(fixedFactor, { rank: 20 }, { where })]) {
    const ratio = meanSquare(await decoded(stage, fresh)) / meanSquare(kernel);
    t.true(ratio > 0.8 && ratio < 1.25, `${stage.id}: ${ratio}`);
  }
});

test('a fixed factor is not stored, and is of the rank that is asked for', async (t) => {
  const { weights } = await compress({ weights: { kernel } }, [use(fixedFactor, { rank: 7 }, { where })], fresh);
  const tree = weights.kernel!;
  t.true(isNode(tree));
  if (!isNode(tree)) return;
  t.deepEqual(
    Object.values(tree.parts).map(({ shape }) => shape),
    [[7, 60]],
  );
  const trained = await compress({ weights: { kernel } }, [use(fixedFactor, { rank: 7 }, { where })]);
  t.is(trained.weights.kernel, kernel);
});
