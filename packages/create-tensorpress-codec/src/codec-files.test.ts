import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { codecFiles } from './codec-files.ts';
import { codecName } from './codec-name.ts';

const example = fileURLToPath(new URL('../../../examples/own-codec', import.meta.url));
const bytesOf = (contents: string | Uint8Array | undefined) => Buffer.from(contents ?? '');

test('under the name of the example the files are those of the example, and package.json may be published', async (t) => {
  const files = codecFiles(codecName('@acme/octaves'));
  const entries = await readdir(example, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(example.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !/^(dist|node_modules)\/|\.tgz$|^CHANGELOG\.md$/.test(path));
  t.deepEqual(Object.keys(files).sort(), paths.sort());
  for (const path of paths) {
    const original = await readFile(join(example, path));
    if (path !== 'package.json') t.deepEqual(bytesOf(files[path]), original, path);
    else
      t.deepEqual(
        { ...JSON.parse(`${original}`), version: '0.1.0' },
        { private: true, ...JSON.parse(`${files[path]}`) },
      );
  }
  t.false('private' in JSON.parse(`${files['package.json']}`));
});

test('under another name nothing is left of the name of the example', (t) => {
  const files = codecFiles(codecName('@you/my-codec'));
  t.true('src/my-codec.ts' in files && 'src/my-codec.test.ts' in files && 'fixtures/v1/two-bits.tpress' in files);
  for (const [path, contents] of Object.entries(files)) t.notRegex(path + contents, /octaves|acme/i);
  t.is(JSON.parse(`${files['package.json']}`).name, '@you/my-codec');
  t.regex(`${files['src/index.ts']}`, /type MyCodecOptions, .*myCodec \} from '.\/my-codec.ts'/);
  t.regex(`${files['src/my-codec.ts']}`, /^ {2}id: '@you\/my-codec',$/m);
  t.regex(`${files['README.md']}`, /^# @you\/my-codec\n/);
});

test('a name that holds that of the example is written as it is', (t) => {
  const files = codecFiles(codecName('@octaves/two-octaves'));
  t.is(JSON.parse(`${files['package.json']}`).name, '@octaves/two-octaves');
  t.regex(`${files['src/two-octaves.ts']}`, /export const twoOctaves: Codec<TwoOctavesOptions/);
});

test('sources take the id where it is not the name of the package', (t) => {
  const files = codecFiles({ ...codecName('wavelet'), name: '@tensorpress/wavelet' }, 'wavelet');
  t.regex(`${files['src/wavelet.ts']}`, /^ {2}id: 'wavelet',$/m);
  t.regex(`${files['fixtures/write.mjs']}`, /from '@tensorpress\/wavelet';/);
});
