// What users have: every package from its tarball, in a folder that knows nothing of this repository.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { pack } from '../scripts/pack.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
/** Milliseconds of a test on a machine that has much else to do. */
const TIME = 300_000;
const folder = await mkdtemp(join(tmpdir(), 'packed-'));
const at = (...path) => join(folder, ...path);
const modules = (...path) => at('node_modules', ...path);
test.after.always(() => rm(folder, { recursive: true }));

// What npm tells the scripts that it runs is about this repository.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

let idle = 2;
const waiting = [];
/** Runs a command when fewer than two others do: more than a machine has cores for only make each other late. */
async function turn(command) {
  if (idle > 0) idle--;
  else await new Promise((resolve) => waiting.push(resolve));
  try {
    return await command();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else idle++;
  }
}

/** Runs a command, and gives what it printed and how it ended. */
const attempt = (command, args, cwd = folder) =>
  turn(() =>
    promisify(execFile)(command, args, { cwd, env: { ...env, NO_COLOR: '1' }, maxBuffer: 2 ** 26 }).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      ({ code, stdout, stderr }) => ({ code, output: stdout + stderr }),
    ),
  );
const run = async (...command) => {
  const { code, output } = await attempt(...command);
  if (code !== 0) throw new Error(`${command[0]} ${command[1].join(' ')} ended with ${code}\n${output}`);
  return output;
};
const node = (...args) => run(process.execPath, args);
const json = async (path) => JSON.parse(await readFile(path, 'utf8'));

/** Unpacks a package into node_modules, with its commands, and gives its package.json. */
async function install(name, tarball) {
  await mkdir(modules(name), { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', modules(name), '--strip-components=1']);
  const manifest = await json(modules(name, 'package.json'));
  for (const [command, file] of Object.entries(manifest.bin ?? {}))
    await symlink(modules(name, file), modules('.bin', command));
  return manifest;
}

/** Links a package that somebody in this repository has installed. */
async function link(name, from) {
  const place = createRequire(join(root, from, 'package.json'))
    .resolve.paths(name)
    .map((path) => join(path, name));
  const found = await Promise.any(place.map((path) => json(join(path, 'package.json')).then(() => path)));
  await mkdir(dirname(modules(name)), { recursive: true });
  await symlink(found, modules(name), 'junction').catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

test.before('every package is packed and installed, with what it says that it needs', async (t) => {
  t.timeout(TIME);
  await mkdir(modules('.bin'), { recursive: true });
  await mkdir(at('tarballs'));
  await writeFile(at('package.json'), '{ "private": true, "type": "module" }');
  const packed = await pack(root, at('tarballs'));
  const manifests = await Promise.all(packed.map(({ name, tarball }) => install(name, tarball)));
  const versions = new Map(manifests.map(({ name, version }) => [name, version]));
  for (const { name, dependencies, peerDependencies } of manifests) {
    for (const [needed, range] of Object.entries({ ...dependencies, ...peerDependencies })) {
      if (versions.has(needed)) t.is(range, `^${versions.get(needed)}`, `${name} needs ${needed}`);
      else await link(needed, `packages/${name.replace('@tensorpress/', '')}`);
    }
  }
  // Others' packages have these for their own.
  await link('typescript', 'examples/own-codec');
  await link('@types/node', 'examples/own-codec');
  await symlink(modules('typescript', 'bin', 'tsc'), modules('.bin', 'tsc'));

  await cp(join(root, 'examples', 'own-codec'), at('own-codec'), {
    recursive: true,
    filter: (source) => !/[\\/](dist|node_modules)$/.test(source),
  });
  await run('npm', ['pack', '--silent'], at('own-codec'));
  const [tarball] = (await readdir(at('own-codec'))).filter((name) => name.endsWith('.tgz'));
  await install('@acme/octaves', at('own-codec', tarball));

  await cp(join(root, 'test', 'packed', 'program.ts'), at('program.ts'));
  const entries = manifests.flatMap(({ name, exports }) =>
    Object.keys(exports)
      .filter((path) => path !== './package.json')
      .map((path) => name + path.slice(1)),
  );
  await writeFile(
    at('entries.ts'),
    `${entries.map((entry, i) => `import * as entry${i} from '${entry}';\n`).join('')}
const entries: Readonly<Record<string, object>> = { ${entries.map((entry, i) => `'${entry}': entry${i}`).join(', ')} };
for (const [name, names] of Object.entries(entries)) if (Object.keys(names).length === 0) throw new Error(name);
`,
  );
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  };
  await writeFile(at('tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts', 'entries.ts'] }));
});

/** The compiler that a workspace has, which must be of this version. */
async function compiler(t, version, workspace) {
  const manifest = createRequire(join(root, workspace, 'package.json')).resolve('typescript/package.json');
  t.true((await json(manifest)).version.startsWith(`${version}.`));
  return join(dirname(manifest), 'bin', 'tsc');
}

test('a program with all packages type-checks under TypeScript 5.9, and runs', async (t) => {
  t.timeout(TIME);
  await node(await compiler(t, '5.9', 'examples/own-codec'), '--skipLibCheck', '--outDir', at('out'));
  await Promise.all([node(at('out', 'program.js')), node(at('out', 'entries.js'))]);
});

test('a program with all packages type-checks under TypeScript 6.0', async (t) => {
  t.timeout(TIME);
  await node(await compiler(t, '6.0', 'docs'), '--skipLibCheck', '--noEmit');
});

test('a program with all packages, and all that they declare, type-check under TypeScript 7.0', async (t) => {
  t.timeout(TIME);
  const { output } = await attempt(process.execPath, [await compiler(t, '7.0', '.'), '--noEmit']);
  // What is linked lies elsewhere: the declarations of TensorFlow.js are at odds with those of browsers.
  t.deepEqual(
    output.split('\n').filter((line) => /^[^ .]/.test(line)),
    [],
  );
});

test('the package of a third party passes conformance', async (t) => {
  t.timeout(TIME);
  const tests = (await readdir(at('own-codec', 'dist'))).filter((name) => name.endsWith('.test.js'));
  const output = await run(process.execPath, ['--test', ...tests.map((name) => join('dist', name))], at('own-codec'));
  t.regex(output, /decodes the fixtures of every version/);
  t.regex(output, /^\S+ fail 0$/m);
});

test('npm create makes a package that passes conformance at once', async (t) => {
  t.timeout(TIME);
  t.regex(
    await run('npm', ['exec', '--offline', 'create-tensorpress-codec', '@you/my-codec']),
    /@you\/my-codec is there/,
  );
  const output = await run('npm', ['test'], at('my-codec'));
  t.regex(output, /@you\/my-codec: decodes the fixtures of every version/);
  t.regex(output, /^\S+ fail 0$/m);
  const again = await attempt(modules('.bin', 'create-tensorpress-codec'), ['@you/my-codec']);
  t.is(again.code, 2);
  t.is(again.output, 'create-tensorpress-codec: my-codec is there already, and not empty\n');
});

test('the command compresses by the method of a third party, and says what to install where it is missing', async (t) => {
  t.timeout(TIME);
  const values = Float32Array.from({ length: 64 * 48 }, (_, i) => Math.sin(i * i));
  const weights = [{ name: 'kernel', shape: [64, 48], dtype: 'float32' }];
  await writeFile(at('weights.bin'), values);
  await writeFile(
    at('model.json'),
    JSON.stringify({
      format: 'graph-model',
      modelTopology: { node: [] },
      weightsManifest: [{ paths: ['weights.bin'], weights }],
    }),
  );
  const tensorpress = (where, ...args) => attempt(modules('.bin', 'tensorpress'), args, where);
  const named = await tensorpress(
    folder,
    ...['compress', 'model.json', '-o', 'small.tpress', '--json'],
    ...['--plugin', '@acme/octaves', '--use', '@acme/octaves:bits=3', '--use', 'huffman'],
  );
  t.is(named.code, 0, named.output);
  t.is(JSON.parse(named.output).weights[0].codecs, '@acme/octaves(codes: huffman)');

  await mkdir(at('configured'));
  await writeFile(at('configured', 'tensorpress.config.mjs'), `export default { plugins: ['@acme/octaves'] };`);
  const [configured, missing] = await Promise.all([
    tensorpress(at('configured'), 'inspect', '../small.tpress', '--json'),
    tensorpress(folder, 'inspect', 'small.tpress'),
  ]);
  t.is(configured.code, 0, configured.output);
  t.is(JSON.parse(configured.output).weights[0].codecs, '@acme/octaves(codes: huffman)');
  t.is(missing.code, 2);
  t.regex(
    missing.output,
    /^tensorpress: @acme\/octaves: not in this registry .*; install @acme\/octaves .*--plugin\n$/,
  );
});
