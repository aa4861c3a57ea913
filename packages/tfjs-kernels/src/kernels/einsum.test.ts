import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { slopes } from '../parity/_differences.test.ts';
import { agree, backends, difference, held, noisy, on, valuesOf, whole } from '../parity/_parity.test.ts';

const settings = { seed: 1, numRuns: 60, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

interface Equation {
  readonly text: string;
  readonly shapes: number[][];
}

const LETTERS = [...'abcde'];

/** Equations of one or two operands over some of five letters, in any order, with any of them in the result. */
const equation: fc.Arbitrary<Equation> = fc
  .record({
    lengths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 5, maxLength: 5 }),
    terms: fc.array(fc.shuffledSubarray(LETTERS, { maxLength: 4 }), { minLength: 1, maxLength: 2 }),
  })
  .chain(({ lengths, terms }) =>
    fc.shuffledSubarray([...new Set(terms.flat())]).map((result) => ({
      text: `${terms.map((term) => term.join('')).join(',')}->${result.join('')}`,
      shapes: terms.map((term) => term.map((letter) => lengths[LETTERS.indexOf(letter)]!)),
    })),
  );

/** The sum over all letters, one number at a time. */
function naive(text: string, tensors: readonly tf.Tensor[]): { shape: number[]; data: number[] } {
  const [left = '', result = ''] = text.split('->');
  const terms = left.split(',');
  const lengths = new Map(
    terms.flatMap((term, i) => [...term].map((letter, axis) => [letter, tensors[i]!.shape[axis]!] as const)),
  );
  const letters = [...lengths.keys()];
  const place = (word: string, at: ReadonlyMap<string, number>) =>
    [...word].reduce((index, letter) => index * lengths.get(letter)! + at.get(letter)!, 0);
  const shape = [...result].map((letter) => lengths.get(letter)!);
  const data = Array<number>(shape.reduce((size, length) => size * length, 1)).fill(0);
  const values = tensors.map((tensor) => tensor.dataSync());
  const total = letters.reduce((size, letter) => size * lengths.get(letter)!, 1);
  for (let i = 0; i < total; i++) {
    let rest = i;
    const at = new Map<string, number>();
    for (const letter of letters) {
      at.set(letter, rest % lengths.get(letter)!);
      rest = Math.floor(rest / lengths.get(letter)!);
    }
    data[place(result, at)]! += terms.reduce((product, term, k) => product * values[k]![place(term, at)]!, 1);
  }
  return { shape, data };
}

test.serial('einsum is the sum that its equation says, of float32 and of int32', async (t) => {
  await tf.setBackend('wasm');
  fc.assert(
    fc.property(equation, fc.nat(9999), fc.boolean(), ({ text, shapes }, seed, integers) => {
      const before = held();
      tf.tidy(() => {
        const tensors = shapes.map((shape, i) => (integers ? whole(shape, 9, seed + i) : noisy(shape, seed + i)));
        const expected = { ...naive(text, tensors), dtype: integers ? ('int32' as const) : ('float32' as const) };
        const wrong = difference(valuesOf(tf.einsum(text, ...tensors)), expected, 1e-5);
        if (wrong) throw new Error(wrong);
      });
      if (held() !== before) throw new Error(`holds ${held()}, before ${before}`);
    }),
    { ...settings, numRuns: 400 },
  );
  t.pass();
});

/**
 * Whether the cpu backend gets it right: the first axis that it sums over must be one of both operands, and what changes nothing it
 * gives out as the operand itself, whose gradient it counts twice.
 */
const known = ({ text }: Equation): boolean => {
  const [left = '', result = ''] = text.split('->');
  const first = [...left].find((letter) => letter !== ',' && !result.includes(letter));
  return left !== result && left.split(',').every((term) => first === undefined || term.includes(first));
};

test.serial('einsum gives the same on both backends, forwards and backwards', async (t) => {
  await fc.assert(
    fc.asyncProperty(equation.filter(known), fc.nat(9999), ({ text, shapes }, seed) =>
      agree({
        operands: () => shapes.map((shape, i) => noisy(shape, seed + i)),
        run: (...tensors) => tf.einsum(text, ...tensors),
      }),
    ),
    settings,
  );
  t.pass();
});

test.serial('the gradients of einsum are the slopes of its differences', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        {
          text: 'ij,jk->ik',
          shapes: [
            [2, 3],
            [3, 4],
          ],
        },
        {
          text: 'bij,bkj->bik',
          shapes: [
            [2, 2, 3],
            [2, 4, 3],
          ],
        },
        { text: 'ijs,j->i', shapes: [[2, 3, 2], [3]] },
        {
          text: 'ijs,jt->i',
          shapes: [
            [2, 3, 2],
            [3, 2],
          ],
        },
        { text: 'i,j->ji', shapes: [[3], [4]] },
        {
          text: 'ij,ij->',
          shapes: [
            [2, 3],
            [2, 3],
          ],
        },
        { text: 'abc->ca', shapes: [[2, 3, 2]] },
        { text: ',a->a', shapes: [[], [3]] },
      ),
      fc.nat(9999),
      ({ text, shapes }, seed) => slopes({ shapes, run: (...xs) => tf.einsum(text, ...xs), seed }),
    ),
    { ...settings, numRuns: 16 },
  );
  t.pass();
});

test.serial('large products go through matrices, transposed or not, and agree', async (t) => {
  for (const [text, ...shapes] of [
    ['bqhd,bkhd->bhqk', [2, 9, 3, 8], [2, 11, 3, 8]],
    ['bhqk,bkhd->bqhd', [2, 3, 9, 11], [2, 11, 3, 8]],
    ['ki,kj->ij', [40, 33], [40, 21]],
    ['ki,kj->ji', [40, 33], [40, 21]],
    ['ik,jk->ij', [33, 40], [21, 40]],
  ] as const) {
    await agree({
      operands: () => shapes.map((shape, i) => noisy(shape, i)),
      run: (...xs) => tf.einsum(text, ...xs),
    });
  }
  t.pass();
});

test.serial('an equation that says nothing sensible is refused', async (t) => {
  await on('wasm', () => {
    const [x, y] = [tf.ones([2, 3]), tf.ones([3])];
    for (const [text, rule, ...tensors] of [
      ['ij', /one arrow/, x],
      ['ij->i->j', /one arrow/, x],
      ['ij,j->i', /as many terms/, x],
      ['ii->i', /once in a term/, x],
      ['ij->ii', /once in the result/, x],
      ['i->i', /as many letters/, x],
      ['ij->k', /k stands in a term/, x],
      ['ij,i->j', /one length/, x, y],
      ['i.->i', /an axis is a letter/, x],
    ] as const) {
      t.throws(() => tf.einsum(text, ...tensors), { message: rule }, text);
    }
    tf.dispose([x, y]);
  });
});
