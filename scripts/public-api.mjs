// npm run api: writes test/public-api.txt, the names that each entry of each published package exports, types among them.
// A test holds the packages to it, so that a change of what users can import is seen in the diff.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packages = new URL('../packages/', import.meta.url);
const json = (url) => JSON.parse(readFileSync(url, 'utf8'));

/** The names, entry by entry, of the packages as they are built. */
export function publicApi() {
  const entries = readdirSync(packages)
    .map((name) => new URL(`${name}/`, packages))
    .map((folder) => ({ folder, manifest: json(new URL('package.json', folder)) }))
    .filter(({ manifest }) => !manifest.private)
    .flatMap(({ folder, manifest }) =>
      Object.entries(manifest.exports)
        .filter(([, { types }]) => types)
        .map(([path, { types }]) => ({ name: manifest.name + path.slice(1), file: new URL(types, folder) })),
    );
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, file }) =>
        `${name}\n${namesIn(file)
          .map((line) => `  ${line}\n`)
          .join('')}`,
    )
    .join('\n');
}

/** What a file of declarations exports: `type Codec`, `compress`. */
function namesIn(file) {
  const text = readFileSync(file, 'utf8').replace(/\/\*.*?\*\//gs, '');
  const names = [];
  for (const [, type = '', list] of text.matchAll(/^export (type )?\{(.*?),? ?\}/gm))
    names.push(...list.split(',').map((name) => `${type}${name.replace(/.* as /, '').trim()}`));
  for (const [, kind, name] of text.matchAll(/^export (?:declare )?(const|function|class|interface|type) (\w+)/gm))
    names.push(kind === 'interface' || kind === 'type' ? `type ${name}` : name);
  for (const [, path] of text.matchAll(/^export \* from '(.*?)\.ts';/gm))
    names.push(...namesIn(new URL(`${path}.d.ts`, file)));
  return names.sort((a, b) => (a.replace('type ', '') < b.replace('type ', '') ? -1 : 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('../test/public-api.txt', import.meta.url), publicApi());
