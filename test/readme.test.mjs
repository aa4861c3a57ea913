// The examples in READMEs and docs compile, and run: on tiny networks, one page after the other. What examples take as given is in
// test/examples: given.ts for all pages, and a file with the name of a page for what means something else there.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { blocksIn, pageModule } from './examples/page-module.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const given = join(root, 'test', 'examples');
const built = join(root, 'test', 'dist', 'examples');
const run = promisify(execFile);

const foldersOf = (folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}/README.md`);
const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const pages = ['README.md', ...foldersOf('packages'), ...foldersOf('examples'), ...docs.map((name) => `docs/${name}`)]
  .filter((path) => existsSync(join(root, path)))
  .map((path) => ({
    path,
    name: basename(path.replace(/(?<=.)\/README/, ''), '.md'),
    blocks: blocksIn(readFileSync(join(root, path), 'utf8')),
  }))
  .filter(({ blocks }) => blocks.length > 0);
const runs = ({ reason }) => reason === undefined;
const moduleOf = ({ name }) => pathToFileURL(join(built, `run-${name}.js`)).href;

/** The names that a file of test/examples exports, with the file. */
function namesIn(file) {
  if (!existsSync(join(given, file))) return [];
  const exported = /^export (?:const|function|async function|const \{|\{ \w+ as) (\w+)/gm;
  return [...readFileSync(join(given, file), 'utf8').matchAll(exported)].map(([, name]) => [name, `./${file}`]);
}

/** What the compiler says of all examples, in lines that begin with the place in the page. */
async function compile() {
  rmSync(built, { recursive: true, force: true });
  mkdirSync(built, { recursive: true });
  for (const file of readdirSync(given).filter((name) => name.endsWith('.ts')))
    cpSync(join(given, file), join(built, file));
  for (const { name, blocks } of pages) {
    const own = `${name}.ts`;
    const names = new Map([...namesIn('given.ts'), ...namesIn(own)]);
    const first = existsSync(join(given, own)) ? [`./${own}`] : [];
    writeFileSync(join(built, `page-${own}`), pageModule(blocks, names, first));
    writeFileSync(join(built, `run-${own}`), pageModule(blocks.filter(runs), names, first));
  }
  const compilerOptions = {
    ...{ rootDir: '.', outDir: '.', tsBuildInfoFile: null, composite: false, declarationMap: false },
    // As strict as people are by themselves.
    ...{ isolatedDeclarations: false, noUncheckedIndexedAccess: false, exactOptionalPropertyTypes: false },
  };
  const config = { extends: '../../../tsconfig.base.json', compilerOptions, include: ['*.ts'], exclude: [] };
  writeFileSync(join(built, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout } = await run(process.execPath, [tsc, '-p', built], { cwd: built }).catch((error) => error);
  return stdout.replace(/^(page|run)-/gm, '');
}

/** How each page ended. */
async function runAll() {
  // Within the repository, where packages are found by their names.
  const folder = join(root, 'test', 'dist', 'run');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const args = ['--enable-source-maps', join(given, 'run.mjs'), ...pages.map(moduleOf)];
  await run(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 });
  return JSON.parse(readFileSync(join(folder, 'outcomes.json'), 'utf8'));
}

let said;
let outcomes;
test.before(async (t) => {
  t.timeout(180_000);
  said = await compile();
  outcomes = await runAll();
});

test('there are pages with examples, and nearly all of these run', (t) => {
  const blocks = pages.flatMap((page) => page.blocks);
  t.true(pages.length > 25);
  t.true(blocks.length > 60);
  t.true(blocks.filter(runs).length > 0.8 * blocks.length);
});

test('examples compile', (t) => {
  t.is(said, '');
});

for (const page of pages) {
  const count = page.blocks.filter(runs).length;
  if (count > 0)
    test(`${page.path}: runs (${count} of ${page.blocks.length})`, (t) => {
      const { error, milliseconds } = outcomes[moduleOf(page)];
      if (milliseconds > 2000) t.log(`${(milliseconds / 1000).toFixed(1)} s`);
      t.is(error, undefined, error);
    });
}
