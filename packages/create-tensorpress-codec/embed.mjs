// Writes examples/own-codec into src/template.ts: the example is the only source of what this package makes.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const example = fileURLToPath(new URL('../../examples/own-codec', import.meta.url));
const output = fileURLToPath(new URL('src/template.ts', import.meta.url));
const GENERATED = /^(dist|node_modules)\/|^CHANGELOG\.md$|\.tgz$/;

const entries = await readdir(example, { recursive: true, withFileTypes: true });
const paths = entries
  .filter((entry) => !entry.isDirectory())
  .map((entry) => `${entry.parentPath}/${entry.name}`.slice(example.length + 1).replaceAll('\\', '/'))
  .filter((path) => !GENERATED.test(path))
  .sort();

const texts = {};
const fixtures = {};
for (const path of paths) {
  const bytes = await readFile(`${example}/${path}`);
  if (path.endsWith('.tpress')) fixtures[path] = bytes.toString('base64');
  else texts[path] = bytes.toString();
}

const constant = (about, name, value) =>
  `/** ${about} */\nexport const ${name}: Readonly<Record<string, string>> = ${JSON.stringify(value, null, 2)};\n`;
const source = [
  '// Written by embed.mjs from examples/own-codec.',
  constant('The text files of the example by path.', 'texts', texts),
  constant('Its fixtures by path, in base64.', 'fixtures', fixtures),
].join('\n');

// What has not changed is not compiled again.
if ((await readFile(output, 'utf8').catch(() => '')) !== source) await writeFile(output, source);
