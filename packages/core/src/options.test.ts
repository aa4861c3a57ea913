import test from 'ava';
import type { OptionSpecs } from './compressor.ts';
import { OptionError } from './errors.ts';
import { completeOptions, describe } from './options.ts';

interface Options {
  readonly bits: number;
  readonly ratio?: number;
  readonly mode: 'fast' | 'small';
  readonly signed: boolean;
  readonly rank: unknown;
  readonly data: unknown;
}
const options: OptionSpecs<Options> = {
  bits: { type: 'integer', about: 'Bits.', default: 4, min: 1, max: 8 },
  ratio: { type: 'number', about: 'A ratio.', min: 0 },
  mode: { type: 'string', about: 'How.', default: 'fast', values: ['fast', 'small'] },
  signed: { type: 'boolean', about: 'Signs.', default: false },
  rank: { type: 'json', about: 'How large.', required: true },
  data: { type: 'data', about: 'Anything.' },
};
const complete = (given: object) => completeOptions({ id: 'codec', options }, given as Partial<Options>);

test('defaults are filled in, and options without one are left out', (t) => {
  t.deepEqual(complete({ rank: 2 }), { bits: 4, mode: 'fast', signed: false, rank: 2 } as Options);
  const data = () => 1;
  t.deepEqual(complete({ rank: { energy: 1 }, bits: 8, ratio: 0, signed: true, mode: 'small', data }), {
    bits: 8,
    ratio: 0,
    mode: 'small',
    signed: true,
    rank: { energy: 1 },
    data,
  });
});

test('undefined and null stand for the default', (t) => {
  t.deepEqual(complete({ rank: 2, bits: undefined, mode: null }), complete({ rank: 2 }));
});

test('what is wrong is named: the compressor, the option, the rule and what came', (t) => {
  const error = (given: object) =>
    t.throws(() => complete({ rank: 2, ...given }), { instanceOf: OptionError })?.message;
  t.is(error({ bits: 9 }), 'codec: bits must be an integer from 1 to 8, not 9');
  t.is(error({ bits: 0 }), 'codec: bits must be an integer from 1 to 8, not 0');
  t.is(error({ bits: 2.5 }), 'codec: bits must be an integer from 1 to 8, not 2.5');
  t.is(error({ bits: '4' }), "codec: bits must be an integer from 1 to 8, not '4'");
  t.is(error({ ratio: -1 }), 'codec: ratio must be a number from 0, not -1');
  t.regex(error({ ratio: Number.NaN }) ?? '', /ratio must be a number from 0/);
  t.is(error({ mode: 'slow' }), "codec: mode must be 'fast' or 'small', not 'slow'");
  t.is(error({ signed: 1 }), 'codec: signed must be a boolean, not 1');
  t.regex(error({ sparsity: 1 }) ?? '', /^codec: no option is called sparsity; there are: bits, ratio, mode/);
  t.regex(error({ toString: 1 }) ?? '', /no option is called toString/);
  t.regex(error({ rank: undefined }) ?? '', /^codec: rank is missing: How large\./);
  t.true(new OptionError('') instanceof RangeError);
});

test('what an option may be is said in words', (t) => {
  t.is(describe({ type: 'integer', about: '' }), 'an integer');
  t.is(describe({ type: 'number', about: '', min: 0, max: 1 }), 'a number from 0 to 1');
  t.is(describe({ type: 'number', about: '', max: 1 }), 'a number up to 1');
  t.is(describe({ type: 'boolean', about: '' }), 'a boolean');
  t.is(describe({ type: 'string', about: '', values: ['a', 'b', 'c'] }), "'a' or 'b' or 'c'");
});
