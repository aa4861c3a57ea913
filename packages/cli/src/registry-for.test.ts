import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { registryFor } from './registry-for.ts';

const method = (id: string) => `{ id: '${id}', options: {}, compress: async (model) => model }`;

/** A folder with such files, that is removed in the end. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tensorpress-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}
const folders: string[] = [];
test.after.always(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function idsIn(files: Readonly<Record<string, string>>, ...plugins: string[]): Promise<readonly string[]> {
  const folder = await folderOf(files);
  folders.push(folder);
  return (await registryFor(plugins, folder)).ids.filter((id) => id.includes('acme'));
}

const installed = {
  'node_modules/@acme/one/package.json': '{ "type": "module", "exports": { "default": "./index.js" } }',
  'node_modules/@acme/one/index.js': `export const one = ${method('@acme/one')}; export const other = 3;`,
};

test('finds methods of packages that are installed where the command is run, and of files', async (t) => {
  t.deepEqual(await idsIn(installed), []);
  t.deepEqual(await idsIn(installed, '@acme/one'), ['@acme/one']);
  t.deepEqual(await idsIn({ 'two.mjs': `export const two = ${method('acme-two')};` }, './two.mjs'), ['acme-two']);
});

test('finds methods that the configuration names or holds, in JavaScript or TypeScript', async (t) => {
  const js = `export default { plugins: ['@acme/one', ${method('acme-held')}] };`;
  t.deepEqual(await idsIn({ ...installed, 'tensorpress.config.mjs': js }), ['@acme/one', 'acme-held']);
  t.deepEqual(await idsIn({ 'package.json': '{ "type": "module" }', 'tensorpress.config.js': js, ...installed }), [
    '@acme/one',
    'acme-held',
  ]);
  const ts = `const plugins: readonly string[] = ['@acme/one']; export default { plugins } satisfies object;`;
  t.deepEqual(await idsIn({ ...installed, 'tensorpress.config.ts': ts }), ['@acme/one']);
});

test('tells what is wrong with a plugin or a configuration in a line', async (t) => {
  const cases: [RegExp, Readonly<Record<string, string>>, ...string[]][] = [
    [/^@acme\/none: not found from here; install it with: npm install @acme\/none$/, {}, '@acme/none'],
    [/^\.\/no\.mjs: exports no method/, { 'no.mjs': 'export const a = 1;' }, './no.mjs'],
    [/^\.\/bad\.mjs: oh no$/, { 'bad.mjs': `throw new Error('oh no');` }, './bad.mjs'],
    [/^tensorpress\.config\.mjs: must export by default/, { 'tensorpress.config.mjs': 'export default 3;' }],
    [/must export by default/, { 'tensorpress.config.mjs': 'export default { plugins: [4] };' }],
    [/must export by default/, { 'tensorpress.config.mjs': 'export const plugins = [];' }],
  ];
  for (const [expected, files, ...plugins] of cases) {
    const error = await t.throwsAsync(idsIn(files, ...plugins));
    t.is(error.name, 'UserError');
    t.regex(error.message, expected);
  }
});
