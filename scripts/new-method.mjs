// npm run new -- my-method: starts packages/my-method from examples/own-codec, listed and linked everywhere, and tests it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const id = process.argv[2] ?? '';
const fail = (message) => {
  console.error(message);
  process.exit(1);
};
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
  fail('usage: npm run new -- my-method (words in lower case, with hyphens)');
const folder = join(root, 'packages', id);
if (existsSync(folder)) fail(`packages/${id} is there already`);

const name = `@tensorpress/${id}`;
const camel = id.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
const pascal = camel[0].toUpperCase() + camel.slice(1);
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

// The template, with its name in all its forms replaced.
const template = path('examples', 'own-codec');
await cp(template, folder, {
  recursive: true,
  filter: (source) => !['dist', 'node_modules', 'v1'].includes(basename(source)),
});
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.name === 'LICENSE' || entry.name.endsWith('.json')) continue;
  const file = join(entry.parentPath, entry.name);
  await edit(file, (text) =>
    text
      .replaceAll('@acme/octaves', entry.name.endsWith('.ts') ? id : name)
      .replaceAll('./octaves', `./${id}`)
      .replaceAll('Octaves', pascal)
      .replaceAll('octaves', camel),
  );
  await rename(file, file.replaceAll('octaves', id));
}

// Its package.json, in the shape of the other methods.
const packageJson = JSON.parse(await readFile(path('packages', 'prune', 'package.json'), 'utf8'));
const { description } = JSON.parse(await readFile(join(template, 'package.json'), 'utf8'));
Object.assign(packageJson, { name, version: '0.1.0', description });
packageJson.repository.directory = `packages/${id}`;
await writeFile(join(folder, 'package.json'), `${JSON.stringify(packageJson, null, 2)}\n`);
await edit(join(folder, 'tsconfig.json'), (text) => text.replaceAll('../../packages/', '../'));

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
await edit(path('packages', 'all', 'src', 'loaders.ts'), (text) => {
  const line = `  ${camel === id ? id : `'${id}'`}: async () => (await import('${name}')).${camel},\n`;
  const [head, lines] = text.split(/(?<== \{\n)/);
  const entries = lines.split(/(?<=\n)/).filter((entry) => entry !== '};\n');
  return `${head}${[...entries, line].sort((a, b) => (a.replace(/\W/g, '') < b.replace(/\W/g, '') ? -1 : 1)).join('')}};\n`;
});
await editJson(path('package-lock.json'), (lock) => {
  const { version, license, dependencies, devDependencies, engines } = packageJson;
  lock.packages[`packages/${id}`] = { name, version, license, dependencies, devDependencies, engines };
  lock.packages[`node_modules/${name}`] = { resolved: `packages/${id}`, link: true };
  const all = lock.packages['packages/all'];
  all.dependencies = sorted({ ...all.dependencies, [name]: `^${version}` });
  const [first, ...rest] = Object.entries(lock.packages);
  lock.packages = Object.fromEntries([first, ...rest.sort(([a], [b]) => a.localeCompare(b, 'en'))]);
});
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
execFileSync(process.execPath, [join(folder, 'fixtures', 'write.mjs')], { cwd: root, stdio: 'inherit' });
run('ava', `packages/${id}/dist/**/*.test.js`, 'test/repository.test.mjs');

console.log(`
${name} is there, listed and tested. Now it does what examples/own-codec does, so:

  1. write the mathematics in files of its own beside packages/${id}/src/${id}.ts, with tests of its laws;
  2. make ${camel} of it: options, parts, plan, encode, and rebuild (real values) or decode (symbols);
  3. delete packages/${id}/fixtures/v1 and run node packages/${id}/fixtures/write.mjs: from the first release on they stay for ever;
  4. write the README, and the description in package.json;
  5. npm run check && npm test, then npm run changeset.
`);
