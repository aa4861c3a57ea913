import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { parseBytes } from './parse-bytes.ts';
import { parseStage } from './parse-stage.ts';
import { run as command } from './run.ts';

const folder = await mkdtemp(join(tmpdir(), 'tensorpress-'));
const at = (name: string): string => join(folder, name);
test.after.always(() => rm(folder, { recursive: true }));

/** Runs the command in this process, and gives what it would have printed. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write] as const;
  stdout.write = (text: string) => out.push(text) > 0;
  stderr.write = (text: string) => err.push(text) > 0;
  try {
    const code = await command(args);
    return { code, out: out.join(''), err: err.join('') };
  } finally {
    [stdout.write, stderr.write] = writes;
  }
}

/** A dense layer of 256 × 64 weights, as TensorFlow.js saves it. */
async function saveModel(name: string): Promise<string> {
  const kernel = Float32Array.from({ length: 256 * 64 }, (_, i) => Math.tan(Math.sin(i * i)) ** 5);
  const weights = [
    { name: 'dense/kernel', shape: [256, 64], dtype: 'float32' },
    { name: 'dense/bias', shape: [64], dtype: 'float32' },
  ];
  const layer = { class_name: 'Dense', config: { name: 'dense', units: 64, batch_input_shape: [null, 256] } };
  const modelTopology = { class_name: 'Sequential', config: { name: 'net', layers: [layer] } };
  const json = { format: 'layers-model', modelTopology, weightsManifest: [{ paths: [`${name}.bin`], weights }] };
  await writeFile(at(`${name}.bin`), Buffer.concat([Buffer.from(kernel.buffer), Buffer.alloc(64 * 4)]));
  await writeFile(at(`${name}.json`), JSON.stringify(json));
  return at(`${name}.json`);
}

test.serial('compresses, inspects and decompresses a model', async (t) => {
  const model = await saveModel('model');
  const stages = ['prune:sparsity=0.75', 'kmeans-share:bits=4', 'huffman'].flatMap((stage) => ['--use', stage]);
  const compressed = await run('compress', model, '-o', at('a.tpress'), ...stages, '--json');
  t.is(compressed.code, 0, compressed.err);
  const file = await readFile(at('a.tpress'));
  t.is(JSON.parse(compressed.out).after, file.length);
  t.is(compressed.err, '', 'progress was written where there is no terminal');

  const inspected = await run('inspect', at('a.tpress'), '--against', model, '--json');
  const { total, header, weights, stock } = JSON.parse(inspected.out);
  t.is(total, file.length);
  t.is(
    weights.reduce((sum: number, { bytes }: { bytes: number }) => sum + bytes, header),
    total,
  );
  t.regex(weights[0].codecs, /^prune\(values: kmeans-share.*, positions: huffman\)$/);
  t.true(weights[0].error > 0 && weights[0].error < 0.7);
  t.true(total < stock['uint8+brotli'] && stock['uint8+brotli'] < stock.uint8 && stock.uint8 < stock.float32);

  t.is((await run('decompress', at('a.tpress'), '-o', at('stock'))).code, 0);
  t.deepEqual((await readdir(at('stock'))).sort(), ['group1-shard1of1.bin', 'model.json']);
  const again = await run('compress', at('stock'), '-o', at('b.tpress'), '--use', 'prune:threshold=0', '--json');
  t.is(JSON.parse(again.out).weights[0].error, 0, 'what was decompressed is not what was compressed');
});

test.serial('writes factored layers as several, and tells of weights that stay whole', async (t) => {
  const model = await saveModel('dense');
  await run('compress', model, '-o', at('f.tpress'), '--use', 'svd:rank=0.25', '--json');
  const split = await run('decompress', at('f.tpress'), '-o', at('factored'), '--stock-layers', '--json');
  t.deepEqual(JSON.parse(split.out).rewritten, [
    { name: 'dense/kernel', into: ['dense_factor/kernel', 'dense/kernel'] },
  ]);
  const { weightsManifest } = JSON.parse(await readFile(join(at('factored'), 'model.json'), 'utf8'));
  const shapes = weightsManifest.flatMap(({ weights }: { weights: { shape: number[] }[] }) =>
    weights.map(({ shape }) => shape),
  );
  t.deepEqual(shapes, [[256, 12], [12, 64], [64]]);

  await run('compress', model, '-o', at('g.tpress'), '--use', 'kmeans-share:bits=4');
  const whole = await run('decompress', at('g.tpress'), '-o', at('whole'), '--stock-layers');
  t.is(whole.err, 'dense/kernel stays whole: kmeans-share makes no factors of it\n');
});

test.serial('a pipeline in a file makes the same bytes as one on the command line', async (t) => {
  const model = await saveModel('piped');
  await writeFile(at('pipeline.json'), '[{ "use": "kmeans-share", "bits": 3, "where": "dense/*" }, "huffman"]');
  await run('compress', model, '-o', at('c.tpress'), '--pipeline', at('pipeline.json'));
  await run('compress', model, '-o', at('d.tpress'), '-u', 'kmeans-share:bits=3,where=dense/*', '-u', 'huffman');
  t.deepEqual(await readFile(at('c.tpress')), await readFile(at('d.tpress')));
});

test.serial('writes a page about a model that needs nothing else and runs nothing', async (t) => {
  const model = await saveModel('page');
  const file = at('<page> & "quotes".tpress');
  await run('compress', model, '-o', file, '--use', 'prune:sparsity=0.5', '--use', 'huffman');
  const page = at('page.html');
  const { code, out, err } = await run('inspect', file, '--against', model, '--html', page);
  t.is(code, 0, err);
  t.regex(out, /dense\/kernel/);
  const html = await readFile(page, 'utf8');
  t.true(html.includes('<h1>&lt;page&gt; &amp; &quot;quotes&quot;.tpress</h1>'));
  t.is(html.match(/<svg role="img" aria-label="[^"]+"/g)?.length, 3);
  t.notRegex(html, /<script|<link|<img|url\(|(src|href)="(?!http:\/\/www\.w3\.org)/);
  t.true(html.includes((await readFile(file)).length.toLocaleString('en-US')));
  t.is((await run('inspect', file, '--html', page)).code, 2, 'a page was overwritten');
  t.is((await run('inspect', file, '--html', page, '--force')).code, 0);
  t.is((await readFile(page, 'utf8')).match(/<svg /g)?.length, 2, 'there is nothing to be in error against');
});

test.serial('checks budgets of bytes and of errors, and ends with 1 where one is exceeded', async (t) => {
  const model = await saveModel('budget');
  const file = at('budget.tpress');
  await run('compress', model, '-o', file, '--use', 'kmeans-share:bits=4');
  const { length } = await readFile(file);
  const check = (...args: string[]) => run('check', file, ...args);

  t.is((await check('--max-bytes', `${length}`)).code, 0);
  const large = await check('--max-bytes', `${length - 1}B`);
  t.is(large.code, 1);
  t.regex(large.err, /^tensorpress: .*budget\.tpress: 1 bytes more than [\d,]+\n$/);
  t.regex(large.out, /exceeded/);

  const exact = await check('--max-bytes=1 MB', '--max-error', '100%', '--against', model, '--json');
  t.is(exact.code, 0);
  const { passed, budgets } = JSON.parse(exact.out);
  t.true(passed);
  const { found, weight } = budgets[1];
  t.is(weight, 'dense/kernel');
  t.is((await check('--max-error', `${found}`, '--against', model)).code, 0);
  const far = await check('--max-error', `${found / 2}`, '--max-bytes', '1', '--against', model, '--json');
  t.is(far.code, 1);
  t.regex(far.err, /more than 1; the error of dense\/kernel is .* %, above .* %/);
  t.false(JSON.parse(far.out).passed);
});

test('sizes are read as people write them', (t) => {
  for (const [text, bytes] of [
    ['500000', 5e5],
    ['500k', 5e5],
    ['1.5MB', 1.5e6],
    ['1.5 mb', 1.5e6],
    ['200 KiB', 204_800],
    ['2gi', 2 ** 31],
    ['7B', 7],
  ] as const)
    t.is(parseBytes(text), bytes);
  for (const text of ['', 'k', '-3', '1e3', '5 x', '1..2', '5 kk'])
    t.throws(() => parseBytes(text), { name: 'UserError' });
});

test.serial('tells a user in one line what to put right, and exits with 2', async (t) => {
  const model = await saveModel('wrong');
  const file = at('e.tpress');
  await run('compress', model, '-o', file, '--use', 'huffman');
  const bytes = await readFile(file);
  await writeFile(at('cut.tpress'), bytes.subarray(0, -5));
  await writeFile(
    at('torn.tpress'),
    bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte)),
  );
  await writeFile(at('list.json'), '{}');
  await mkdir(at('empty'));
  const cases: [RegExp, ...string[]][] = [
    [/no such file/, 'compress', at('nothing.json'), '-o', at('x'), '--use', 'huffman'],
    [/exists; add --force/, 'compress', model, '-o', file, '--use', 'huffman'],
    [/no such directory/, 'compress', model, '-o', at('no/where'), '--use', 'huffman'],
    [/nothing to do/, 'compress', model, '-o', at('x')],
    [/not in this registry .*install/, 'compress', model, '-o', at('x'), '--use', 'nope'],
    [/bits must be an integer from 1 to 16, not 17/, 'compress', model, '-o', at('x'), '--use', 'kmeans-share:bits=17'],
    [/no option is called bit/, 'compress', model, '-o', at('x'), '--use', 'kmeans-share:bit=4'],
    [/name=value/, 'compress', model, '-o', at('x'), '--use', 'prune:sparsity'],
    [/one of sparsity/, 'compress', model, '-o', at('x'), '--use', 'prune'],
    [/matches no weight; there are: dense/, 'compress', model, '-o', at('x'), '--use', 'huffman', '--where', 'conv*'],
    [/an array of stages/, 'compress', model, '-o', at('x'), '--pipeline', at('list.json')],
    [/required option/, 'compress', model, '--use', 'huffman'],
    [/unknown command/, 'frobnicate'],
    [/nothing to check/, 'check', file],
    [/a size is written like 500k/, 'check', file, '--max-bytes', 'many'],
    [/add --against/, 'check', file, '--max-error', '0.1'],
    [/a share like 0.02 or 2%/, 'check', file, '--max-error', 'small', '--against', model],
    [/nope: not found from here; install it/, 'methods', '--plugin', 'nope'],
    [/or name its package by --plugin/, 'compress', model, '-o', at('x'), '--use', 'nope'],
    [/cut\.tpress: must have \d+ bytes, not \d+: is it whole/, 'inspect', at('cut.tpress')],
    [/cut\.tpress/, 'decompress', at('cut.tpress'), '-o', at('x')],
    [/empty.model\.json: no such file/, 'inspect', at('empty')],
    [/checksum/, 'inspect', at('torn.tpress')],
    [/./, 'inspect', at('wrong.bin')],
  ];
  for (const [expected, ...args] of cases) {
    const { code, out, err } = await run(...args);
    t.is(code, 2, args.join(' '));
    t.regex(err, expected);
    t.is(out, '');
    t.is(err.trimEnd().split('\n').length, 1, err);
  }
  t.deepEqual(
    (await readdir(folder)).filter((name) => name === 'x' || name.includes('.part')),
    [],
  );
  t.deepEqual(await readFile(file), bytes, 'a file that exists was changed');
});

test.serial('lists every method with its options, and its version', async (t) => {
  const { out } = await run('methods');
  for (const word of ['huffman', 'kmeans-share', 'prune', 'quantize', 'sparsity', 'bits'])
    t.true(out.includes(word), word);
  t.true(JSON.parse((await run('methods', '--json')).out).length >= 4);
  t.regex((await run('--version')).out, /^\d+\.\d+\.\d+\n$/);
});

test('stages are parsed as JSON values where they can be', (t) => {
  t.deepEqual(parseStage('huffman'), { use: 'huffman' });
  t.deepEqual(parseStage('prune:block=[4,4],pattern=2:4,sparsity=.5,scope=model'), {
    use: 'prune',
    block: [4, 4],
    pattern: '2:4',
    sparsity: '.5',
    scope: 'model',
  });
});
