// Every package has the same shape, and is listed wherever packages are.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const root = new URL('../', import.meta.url);
const text = (path) => readFileSync(new URL(path, root), 'utf8');
const json = (path) => JSON.parse(text(path));
const exists = (path) => existsSync(new URL(path, root));
const foldersIn = (path) =>
  readdirSync(new URL(path, root), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && exists(`${path}/${entry.name}/package.json`))
    .map(({ name }) => `${path}/${name}`);

const packages = foldersIn('packages');
const published = packages.filter((path) => !json(`${path}/package.json`).private);
const examples = foldersIn('examples');
const byName = new Map([...packages, ...examples].map((path) => [json(`${path}/package.json`).name, path]));
const idOf = (path) => path.split('/').at(-1);
const holding = (pattern) => (path) => {
  const file = `${path}/src/${idOf(path)}.ts`;
  return exists(file) && pattern.test(text(file));
};
/** A method is a package whose file of the same name holds a compressor; most are codecs, which files can name. */
const codecs = packages.filter(holding(/^export const \w+: Codec</m));
const methods = packages.filter(holding(/^export const \w+: (Codec|Compressor)</m));

/** The source that says what a method is called in files: of a codec its half that decodes, where that is a file of its own. */
const withIdentity = (file) => {
  const decoder = file.replace(/\.ts$/, '-decoder.ts');
  return text(exists(decoder) ? decoder : file);
};

const KEYS = [
  'name',
  'version',
  'private',
  'description',
  'keywords',
  'license',
  'repository',
  'type',
  'sideEffects',
  'exports',
  'bin',
  'files',
  'engines',
  'scripts',
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'publishConfig',
];

test('there are packages and methods at all', (t) => {
  t.true(published.length > 5);
  t.true(codecs.length > 3);
});

for (const path of [...packages, ...examples]) {
  const manifest = json(`${path}/package.json`);
  const workspaces = Object.keys({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.peerDependencies,
  })
    .filter((name) => byName.has(name))
    .map((name) => relative(path, byName.get(name)))
    .sort();

  test(`${path}: package.json has the usual keys in the usual order, and sorted dependencies`, (t) => {
    const keys = Object.keys(manifest);
    t.deepEqual(
      keys,
      KEYS.filter((key) => keys.includes(key)),
    );
    for (const key of ['dependencies', 'devDependencies', 'peerDependencies']) {
      const names = Object.keys(manifest[key] ?? {});
      t.deepEqual(names, [...names].sort());
    }
    t.is(manifest.type, 'module');
    t.is(manifest.license, 'MIT');
    t.regex(manifest.description, /^[A-Z].*[^.]$/);
  });

  if (exists(`${path}/tsconfig.json`) && path !== 'examples/own-codec') {
    test(`${path}: tsconfig refers to the workspaces it depends on, and the root refers to it`, (t) => {
      const { references = [] } = json(`${path}/tsconfig.json`);
      t.deepEqual(references.map((reference) => reference.path).sort(), workspaces);
      t.true(json('tsconfig.json').references.some((reference) => reference.path === path));
    });
  }
}

for (const path of published) {
  const manifest = json(`${path}/package.json`);

  test(`${path}: is named and published like every other`, (t) => {
    // npm looks for what it creates by under such a name.
    t.is(manifest.name, idOf(path).startsWith('create-') ? idOf(path) : `@tensorpress/${idOf(path)}`);
    t.is(manifest.repository.directory, path);
    t.deepEqual(manifest.exports['.'], { types: './dist/index.d.ts', default: './dist/index.js' });
    t.is(manifest.exports['./package.json'], './package.json');
    const files = ['dist', '!dist/**/*.test.*', '!dist/.tsbuildinfo', 'src', '!src/**/*.test.ts'];
    t.deepEqual(manifest.files, manifest.bin ? ['bin', ...files] : files);
    t.is(manifest.sideEffects, false);
    t.deepEqual(manifest.engines, json('package.json').engines);
    t.deepEqual(manifest.publishConfig, { access: 'public' });
    t.is(text(`${path}/LICENSE`), text('LICENSE'));
    t.true(exists(`${path}/src/index.ts`));
  });

  test(`${path}: README begins with its name, a sentence and an example`, (t) => {
    t.regex(text(`${path}/README.md`), new RegExp(`^# ${manifest.name}\n\n[A-Z][^\n]+\n`));
    t.regex(text(`${path}/README.md`), /^```(ts|sh|js)$/m);
  });
}

for (const path of [...methods, 'examples/own-codec']) {
  const { name } = json(`${path}/package.json`);
  const id = name.startsWith('@tensorpress/') ? idOf(path) : name;
  const file = `${path}/src/${name.split('/')[1]}.ts`;

  test(`${path}: its id is its name, and its README has the five sections`, (t) => {
    t.regex(withIdentity(file), new RegExp(`^  id: '${id}',$`, 'm'));
    const sections = text(`${path}/README.md`).match(/^## .*$/gm);
    const more = path.startsWith('examples/') ? ['## Development'] : [];
    t.deepEqual(sections, ['## Example', '## Options', '## Format', '## Reference', ...more]);
    t.regex(text(file.replace('.ts', '.test.ts')), /conformance\(/);
  });
}

for (const path of [...codecs, 'examples/own-codec']) {
  const file = `${path}/src/${json(`${path}/package.json`).name.split('/')[1]}.ts`;

  test(`${path}: has fixtures of every version, and the script that wrote them`, (t) => {
    const version = Number(/^ {2}version: (\d+),$/m.exec(withIdentity(file))?.[1]);
    t.true(version > 0);
    for (let v = 1; v <= version; v++) {
      t.true(readdirSync(new URL(`${path}/fixtures/v${v}`, root)).some((entry) => entry.endsWith('.tpress')));
    }
    t.regex(text(`${path}/fixtures/write.mjs`), /writeFixtures/);
  });
}

test('the package of a third party is never published', (t) => {
  t.true(json('examples/own-codec/package.json').private);
});

test('all lists every codec, and nothing else', (t) => {
  const loaders = text('packages/all/src/loaders.ts');
  const listed = [
    ...loaders.matchAll(/^ {2}'?([\w-]+)'?: async \(\) => \(await import\('@tensorpress\/([\w-]+)'\)\)\.(\w+),$/gm),
  ];
  t.deepEqual(
    listed.map(([, id]) => id),
    codecs.map(idOf).sort(),
  );
  for (const [, id, from, name] of listed) {
    t.is(from, id);
    t.is(
      name,
      id.replace(/-(.)/g, (_, letter) => letter.toUpperCase()),
    );
    t.true(`@tensorpress/${id}` in json('packages/all/package.json').dependencies);
  }
});

test('all lists the half of every codec that decodes, which can be imported alone', (t) => {
  const lines = text('packages/all/src/decoder-loaders.ts');
  for (const path of codecs) {
    const id = idOf(path);
    const whole = `async () => (await import('@tensorpress/${id}')).`;
    const half = `async () => (await import('@tensorpress/${id}/decoder')).`;
    t.true(lines.includes(exists(`${path}/src/${id}-decoder.ts`) ? half : whole), id);
    if (lines.includes(half)) {
      const [types, file] = ['d.ts', 'js'].map((ending) => `./dist/${id}-decoder.${ending}`);
      t.deepEqual(json(`${path}/package.json`).exports['./decoder'], { types, default: file });
      t.notRegex(text(`${path}/src/${id}-decoder.ts`), /defineCodec|Options/, id);
    }
  }
});

test('methods import core and not one another', (t) => {
  for (const path of methods) {
    const { dependencies = {}, peerDependencies = {} } = json(`${path}/package.json`);
    const others = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) =>
      methods.includes(byName.get(name)),
    );
    t.deepEqual(others, [], path);
  }
  t.is(json('packages/core/package.json').dependencies, undefined);
});

test('every published package has a changelog, or a changeset that begins one', (t) => {
  const changesets = readdirSync(new URL('.changeset/', root)).filter((name) => name.endsWith('.md'));
  const begun = changesets.map((name) => text(`.changeset/${name}`)).join('');
  for (const path of published)
    t.true(exists(`${path}/CHANGELOG.md`) || begun.includes(`'${json(`${path}/package.json`).name}': `), path);
});

test('every published method and core have a size limit', (t) => {
  const limited = json('.size-limit.json').map(({ path }) => path);
  for (const path of ['packages/core', ...methods]) t.true(limited.includes(`${path}/dist/index.js`), path);
});

test('no file names a machine or a registry', (t) => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: fileURLToPath(root),
  });
  const wrong = [
    /\/(home|root|Users|work)\/\w+\//,
    /[A-Z]:\\Users/,
    /https?:\/\/(registry|(?!127\.)\d+\.\d+\.\d+\.\d+|[\w.-]*(artifactory|nexus))/i,
  ];
  for (const file of files
    .toString()
    .split('\0')
    .filter((path) => path && exists(path))) {
    const content = readFileSync(new URL(file, root));
    // What holds a zero byte is not text.
    if (content.includes(0)) continue;
    for (const pattern of wrong)
      t.false(pattern.test(content.toString()), `${file}: ${pattern.exec(content.toString())?.[0]}`);
  }
});
