// npm run new -- my-method: starts packages/my-method from examples/own-codec, listed and linked everywhere, and tests it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codecFiles, codecName } from '../packages/create-tensorpress-codec/dist/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const id = process.argv[2] ?? '';
const fail = (message) => {
  console.error(message);
  process.exit(1);
};
const named = () => {
  try {
    return codecName(id);
  } catch (error) {
    return fail(`usage: npm run new -- my-method (${error.message})`);
  }
};
const { base, camel, pascal } = named();
if (base !== id) fail(`usage: npm run new -- ${base}`);
const folder = join(root, 'packages', id);
if (existsSync(folder)) fail(`packages/${id} is there already`);

const name = `@tensorpress/${id}`;
const path = (...parts) => join(root, ...parts);
const edit = async (file, change) => writeFile(file, change(await readFile(file, 'utf8')));
const editJson = (file, change) =>
  edit(file, (text) => {
    const value = JSON.parse(text);
    change(value);
    return `${JSON.stringify(value, null, 2).replace(/\{\s+("path": "[^"]*")\s+\}/g, '{ $1 }')}\n`;
  });
const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
const run = (command, ...args) => execFileSync('npx', [command, ...args], { cwd: root, stdio: 'inherit' });

// The example under this name, but for what is common to the packages of this repository.
const { 'package.json': example, ...files } = codecFiles({ name, base, camel, pascal }, id);
for (const own of ['.gitignore', 'tsconfig.json', 'LICENSE']) delete files[own];
for (const [file, contents] of Object.entries(files)) {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), file.endsWith('.test.ts') ? forAva(contents) : contents);
}
await edit(join(folder, 'README.md'), (text) => text.slice(0, text.indexOf('\n## Development')));
await writeFile(join(folder, 'LICENSE'), await readFile(path('LICENSE')));
await writeFile(
  join(folder, 'tsconfig.json'),
  '{ "extends": "../../tsconfig.base.json", "references": [{ "path": "../conformance" }, { "path": "../core" }] }',
);

// Its package.json, in the shape of the other methods.
const packageJson = JSON.parse(await readFile(path('packages', 'prune', 'package.json'), 'utf8'));
const { description, exports } = JSON.parse(example);
Object.assign(packageJson, { name, version: '0.1.0', description, exports });
packageJson.repository.directory = `packages/${id}`;
await writeFile(join(folder, 'package.json'), `${JSON.stringify(packageJson, null, 2)}\n`);

// Wherever packages are listed.
await editJson(path('tsconfig.json'), ({ references }) => {
  references.push({ path: `packages/${id}` });
  references.sort((a, b) => a.path.startsWith('e') - b.path.startsWith('e') || (a.path < b.path ? -1 : 1));
});
await editJson(path('packages', 'all', 'tsconfig.json'), ({ references }) => {
  references.push({ path: `../${id}` });
  references.sort((a, b) => (a.path < b.path ? -1 : 1));
});
await editJson(path('packages', 'all', 'package.json'), (all) => {
  all.dependencies = sorted({ ...all.dependencies, [name]: `^${packageJson.version}` });
});
await editJson(path('.size-limit.json'), (limits) => {
  limits.push({ name: id, path: `packages/${id}/dist/index.js`, import: `{ ${camel} }`, limit: '7 kB' });
});
for (const file of ['loaders.ts', 'decoder-loaders.ts']) {
  await edit(path('packages', 'all', 'src', file), (text) => {
    const line = `  ${camel === id ? id : `'${id}'`}: async () => (await import('${name}')).${camel},\n`;
    const [head, lines] = text.split(/(?<== \{\n)/);
    const entries = lines.split(/(?<=\n)/).filter((entry) => entry !== '};\n');
    return `${head}${[...entries, line].sort((a, b) => (a.replace(/\W/g, '') < b.replace(/\W/g, '') ? -1 : 1)).join('')}};\n`;
  });
}
await editJson(path('package-lock.json'), (lock) => {
  const { version, license, dependencies, devDependencies, engines } = packageJson;
  lock.packages[`packages/${id}`] = { name, version, license, dependencies, devDependencies, engines };
  lock.packages[`node_modules/${name}`] = { resolved: `packages/${id}`, link: true };
  const all = lock.packages['packages/all'];
  all.dependencies = sorted({ ...all.dependencies, [name]: `^${version}` });
  const [first, ...rest] = Object.entries(lock.packages);
  lock.packages = Object.fromEntries([first, ...rest.sort(([a], [b]) => a.localeCompare(b, 'en'))]);
});
await writeFile(
  path('.changeset', `${id}.md`),
  `---\n'${name}': minor\n'@tensorpress/all': minor\n---\n\n\`${id}\`: ${description}.\n`,
);
await mkdir(path('node_modules', '@tensorpress'), { recursive: true });
await rm(path('node_modules', name), { force: true });
await symlink(join('..', '..', 'packages', id), path('node_modules', name), 'junction');

run(
  'biome',
  'check',
  '--write',
  '--log-level=error',
  folder,
  path('packages', 'all'),
  path('tsconfig.json'),
  path('.size-limit.json'),
);
run('tsc', '-b', 'packages/all');
execFileSync(process.execPath, [path('scripts', 'public-api.mjs')]);
run('ava', `packages/${id}/dist/**/*.test.js`, 'test/repository.test.mjs');

console.log(`
${name} is there, listed and tested. Now it does what examples/own-codec does, so:

  1. write the mathematics in files of its own beside packages/${id}/src/${id}.ts, with tests of its laws;
  2. make ${camel} of it: options, parts, plan, encode, and rebuild (real values) or decode (symbols);
  3. delete packages/${id}/fixtures/v1 and run node packages/${id}/fixtures/write.mjs: from the first release on they stay for ever;
  4. write the README, the description in package.json, and in .changeset/${id}.md what users will see;
  5. npm run api && npm run check && npm test.
`);

/** A test file for Node's own runner, for that of this repository. */
function forAva(text) {
  return text
    .replace("import assert from 'node:assert/strict';\n", '')
    .replace("import test from 'node:test';", "import test from 'ava';")
    .replace('test(title, run)', 'test(title, (t) => t.notThrowsAsync(run))')
    .replace(/^(test\('.*', (?:async )?)\(\)/gm, '$1(t)')
    .replaceAll('assert.ok(', 't.true(')
    .replaceAll('assert.', 't.');
}
