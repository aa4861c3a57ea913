import { conformance, sampleTensor } from '@tensorpress/conformance';
import {
  completeOptions,
  compress,
  createRegistry,
  decode,
  estimate,
  isNode,
  leavesOf,
  type Node,
  sizeOf,
  sizesOf,
  type Tensor,
  use,
} from '@tensorpress/core';
import { svd } from '@tensorpress/linalg';
import test from 'ava';
import { toeplitz } from './toeplitz.ts';
import type { ToeplitzOptions } from './toeplitz-options.ts';

const wide = sampleTensor('f32', [18, 24]);

for (const { title, run } of conformance(
  toeplitz,
  [
    { options: { rank: 2 }, tensor: sampleTensor('f32', [24, 24]), tolerance: 0.9 },
    { options: { rank: 0.5 }, tensor: wide, tolerance: 0.9 },
    { options: { rank: 2, operators: 'subdiagonal' }, tensor: wide, tolerance: 0.9 },
    { options: { rank: 1, operators: 'tridiagonal' }, tensor: sampleTensor('f32', [24, 18]), tolerance: 0.95 },
  ],
  {
    fixtures: new URL('../fixtures/', import.meta.url),
    rejects: [{ rank: -3 }, { rank: 0 }, { rank: 1.5 }, { rank: Number.NaN }],
  },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const registry = createRegistry({ toeplitz: async () => toeplitz });

type Given = Partial<ToeplitzOptions> & Pick<ToeplitzOptions, 'rank'>;

/** A model of one weight after the stage, and what the stage says of it. */
async function stage(w: Tensor, options: Given, fresh = false) {
  const notes: string[] = [];
  const { weights } = await compress({ weights: { w } }, [use(toeplitz, options)], {
    fresh,
    onProgress: ({ note }) => note && notes.push(note),
  });
  return { tree: weights.w!, note: notes.join() };
}

async function structured(w: Tensor, options: Given, fresh = false): Promise<Node> {
  const { tree, note } = await stage(w, options, fresh);
  if (!isNode(tree)) throw new Error(`is not encoded: ${note}`);
  return tree;
}

const parametersOf = (node: Node) => [...leavesOf({ node }).keys()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);

test('a fraction is of the parameters, those of operators included, and known before', async (t) => {
  const w = sampleTensor('f32', [40, 60]);
  for (const operators of ['cyclic', 'subdiagonal', 'tridiagonal'] as const) {
    for (const rank of [0.4, 0.7]) {
      const stages = [use(toeplitz, { rank, operators })];
      const parameters = parametersOf(await structured(w, { rank, operators }));
      t.true(parameters <= rank * 2400 && parameters > rank * 2400 - 120, `${operators}: ${parameters}`);
      t.true((await sizesOf(await compress({ weights: { w } }, stages))).total <= estimate({ weights: { w } }, stages));
    }
  }
});

test('learned operators begin as those of cyclic ones', async (t) => {
  const w = sampleTensor('f32', [24, 24]);
  const { data } = await decode(await structured(w, { rank: 2 }), registry);
  for (const operators of ['subdiagonal', 'tridiagonal'] as const) {
    const other = await decode(await structured(w, { rank: 2, operators }), registry);
    t.true(other.data.every((value, i) => Math.abs(value - data[i]!) < 1e-6));
  }
});

test('weights to train from are of full rank, whatever that of their displacement', async (t) => {
  const { data } = await decode(await structured(sampleTensor('f32', [40, 60]), { rank: 1 }, true), registry);
  const { s } = await svd({ data: Float64Array.from(data), m: 40, n: 60 });
  t.is(s.filter((value) => value > 1e-5 * s[0]!).length, 40);
});

test('layers of one shape do not begin alike', async (t) => {
  const [a, b] = [sampleTensor('f32', [40, 60], 1), sampleTensor('f32', [40, 60], 2)];
  const { weights } = await compress({ weights: { a, b } }, [use(toeplitz, { rank: 1 })], { fresh: true });
  t.notDeepEqual(weights.a, weights.b);
});

test('what is left alone is told why', async (t) => {
  const note = async (w: Tensor, options: Given, fresh = false) => {
    const { tree, note } = await stage(w, options, fresh);
    t.is(tree, w);
    return note;
  };
  t.is(await note(sampleTensor('f32', [3, 3, 8, 8]), { rank: 1 }), 'is no matrix');
  t.is(await note(sampleTensor('f32', [100, 6]), { rank: 1 }), 'is more than 16 times as long as wide');
  t.is(
    await note(sampleTensor('f32', [40, 30]), { rank: 15 }),
    'displacement rank 15 would not be smaller than 40 × 30 dense',
  );
  t.is(
    await note(sampleTensor('f32', [40, 8]), { rank: 1, operators: 'tridiagonal' }),
    'displacement rank 1 would not be smaller than 40 × 8 dense',
  );
  const zeros: Tensor = { dtype: 'f32', shape: [20, 20], data: new Float32Array(400) };
  t.regex(await note(zeros, { rank: 1 }, true), /^is zero everywhere/);
  t.is(
    await note({ ...zeros, data: zeros.data.map(() => 3e38) }, { rank: 1 }),
    'holds values too large for sums of products',
  );
});

test('a second stage encodes anew', async (t) => {
  const model = { weights: { w: sampleTensor('f32', [60, 50]) } };
  const twice = await compress(model, [use(toeplitz, { rank: 6 }), use(toeplitz, { rank: 2 })]);
  const { header, parts } = twice.weights.w as Node;
  t.deepEqual(header, { rank: 2, operators: 'cyclic' });
  t.false(Object.values(parts).some(isNode));
});

test('options that are left out are those that the README says', (t) => {
  t.deepEqual(completeOptions(toeplitz, { rank: 3 }), { rank: 3, operators: 'cyclic' });
});
