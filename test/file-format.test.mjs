// docs/file-format.md is about the files that there are.
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import test from 'ava';
import { read, write } from '../packages/core/dist/index.js';

const text = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const page = text('docs/file-format.md');
const block = (language) => new RegExp(`\`\`\`${language}\n([^\`]*)\`\`\``).exec(page)?.[1] ?? '';
const file = Uint8Array.from(block('hex').trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));

test('every rule names a test that there is, and every test of an attack has a rule', (t) => {
  const rules = [...page.matchAll(/^\| .* \| (.* (?:is|are) rejected.*) \|$/gm)].map(([, title]) =>
    title.replaceAll('`', '').trim(),
  );
  const attacks = [...text('packages/core/src/attacks.test.ts').matchAll(/^test\('(.* (?:is|are) rejected.*)',/gm)];
  t.true(rules.length > 20);
  t.deepEqual(rules.sort(), attacks.map(([, title]) => title).sort());
});

test('the header of the example is the one that the page shows', (t) => {
  const length = new DataView(file.buffer).getUint32(5, true);
  t.deepEqual(JSON.parse(inflateRawSync(file.subarray(9, 9 + length))), JSON.parse(block('json')));
});

test('the bytes of the example are the tensors that the page tells of', async (t) => {
  const bias = { dtype: 'f32', shape: [2], bits: 16, data: Float32Array.of(1, -2) };
  const codes = { dtype: 'u8', shape: [2, 3], bits: 3, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  const scale = { dtype: 'f32', shape: [1], data: Float32Array.of(0.5) };
  const kernel = { dtype: 'f32', shape: [2, 3], codec: 'quantize', version: 1, header: {}, parts: { codes, scale } };
  const model = await read(file);
  t.deepEqual(model, { weights: { kernel, bias, tied: bias } });
  t.is(model.weights.bias, model.weights.tied);
  t.deepEqual(await read(await write(model)), model);
});

test('the limits on the page are those of the reader', async (t) => {
  t.regex(page, /16 MiB for the header/);
  const long = file.slice();
  new DataView(long.buffer).setUint32(5, 2 ** 24 + 1, true);
  await t.throwsAsync(read(long), { message: 'header: longer than 16777216 bytes' });
});
