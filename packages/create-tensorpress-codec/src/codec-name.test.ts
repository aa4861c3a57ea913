import test from 'ava';
import { codecName } from './codec-name.ts';

test('a name has its forms for packages, files, values and types', (t) => {
  t.deepEqual(codecName('@you/wavelet-tree-2'), {
    name: '@you/wavelet-tree-2',
    base: 'wavelet-tree-2',
    camel: 'waveletTree2',
    pascal: 'WaveletTree2',
  });
  t.is(codecName('@you/tensorpress-wavelet').base, 'tensorpress-wavelet');
});

test('a name without a scope says that it is of tensorpress, and yet none of its own', (t) => {
  const named = { name: 'tensorpress-wavelet', base: 'wavelet', camel: 'wavelet', pascal: 'Wavelet' };
  t.deepEqual(codecName('wavelet'), named);
  t.deepEqual(codecName('tensorpress-wavelet'), named);
});

test('what is no name of a package and a codec is refused', (t) => {
  for (const asked of [
    '',
    'My-Codec',
    'a b',
    'a--b',
    '-a',
    'a-',
    '2d',
    'a.b',
    '../a',
    'tensorpress-2d',
    'a'.repeat(300),
  ])
    t.throws(
      () => codecName(asked),
      { message: /^a name must be words in lower case with hyphens, like @you\/my-codec/ },
      asked,
    );
  for (const asked of ['@you', '@you/', '@/a', '@you/a/b', '@You/a', '@you/@me/a', '@you/2d'])
    t.throws(() => codecName(asked), { message: /^a name must be/ }, asked);
  t.throws(() => codecName('@tensorpress/a'), { message: /scope @tensorpress is taken/ });
});

test('words that the language or the template use are refused', (t) => {
  for (const base of [
    'new',
    'class',
    'await',
    'undefined',
    'define-codec',
    'nearest-powers',
    'codes',
    'conformance',
    'test',
  ])
    for (const asked of [base, `@you/${base}`])
      t.throws(() => codecName(asked), { message: `${base} means something else in the code; take another name` });
  t.is(codecName('@you/octaves').camel, 'octaves');
});
