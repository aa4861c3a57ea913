// What the docs refer to is there: files, headings, checks; and every page is to be found.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { conformance } from '../packages/conformance/dist/index.js';
import { plainOps } from '../packages/core/dist/index.js';
import { hashnet } from '../packages/hashnet/dist/index.js';
import { huffman } from '../packages/huffman/dist/index.js';
import { kmeansShare } from '../packages/kmeans-share/dist/index.js';
import { svd } from '../packages/svd/dist/index.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const text = (path) => readFileSync(join(root, path), 'utf8');
const namesIn = (folder) => readdirSync(join(root, folder));
const there = (path) => existsSync(join(root, path));

const docs = namesIn('docs')
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const readmes = ['packages', 'examples'].flatMap((folder) =>
  namesIn(folder).map((name) => `${folder}/${name}/README.md`),
);
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs, ...readmes].filter(there);

const withoutCode = (markdown) =>
  markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]]/g, ' '));
const linksIn = (markdown) => [
  ...[...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, href]) => href),
  ...[...withoutCode(markdown).matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, href]) => href),
];

/** Anchors of headings as GitHub and VitePress make them of what is shown; one that is made in two ways serves nobody. */
function anchorsIn(markdown) {
  const headings = markdown.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.*)$/gm);
  const count = new Map();
  return [...headings].flatMap(([, heading]) => {
    const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const byGitHub = shown
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const byVitePress = shown
      .normalize('NFKD')
      .replace(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
      .replace(/^-|-$/g, '')
      .replace(/^(\d)/, '_$1')
      .toLowerCase();
    if (byGitHub !== byVitePress) return [];
    const before = count.get(byGitHub) ?? 0;
    count.set(byGitHub, before + 1);
    return [before === 0 ? byGitHub : `${byGitHub}-${before}`];
  });
}

test('there are pages, with links', (t) => {
  t.true(pages.length > 30);
  t.true(pages.flatMap((page) => linksIn(text(page))).length > 150);
});

for (const page of pages) {
  const links = linksIn(text(page)).filter((href) => !/^[a-z]+:/.test(href));
  if (links.length === 0) continue;
  test(`${page}: what it links to is there`, (t) => {
    for (const href of links) {
      const [path, anchor] = href.split('#');
      const target = relative('.', path ? join(dirname(page), decodeURIComponent(path)) : page) || '.';
      t.true(there(target), href);
      if (anchor === undefined) continue;
      const file = target.endsWith('.md') ? target : join(target, 'README.md');
      t.true(anchorsIn(text(file)).includes(anchor), href);
    }
  });
}

test('every page of the docs, and every package that is published, is in the navigation', (t) => {
  const sections = text('docs/.vitepress/sections.ts');
  const listed = new Set(sections.match(/[\w-]+/g));
  for (const name of docs) if (name !== 'docs/index.md') t.true(listed.has(name.replace(/^docs\/|\.md$/g, '')), name);
  for (const path of readmes.filter(there)) {
    const folder = dirname(path);
    if (folder.startsWith('packages/') && JSON.parse(text(`${folder}/package.json`)).private) continue;
    t.true(listed.has(folder.split('/').at(-1)), folder);
  }
});

test('every rule for authors names a check that there is, and every check has one rule', (t) => {
  const backend = { ops: plainOps, data: ({ data }) => data, gradients: () => [] };
  const extras = { fixtures: [], backend };
  const checks = [
    ...conformance(huffman, [{}], extras),
    ...conformance(kmeansShare, [{}], extras),
    ...conformance(svd, [{ options: { rank: 1 } }], extras),
    ...conformance(hashnet, [{ options: { ratio: 0.5 } }], extras),
  ];
  const titles = new Set(checks.map(({ title }) => title.replace(/^.*?: /, '')));
  const rules = text('docs/writing.md').match(/^(\d+)\. [\s\S]*?(?=\n\n|\n\d+\. )/gm);
  const named = rules.map((rule) => /—\s+\*([^*]+)\*$/.exec(rule)?.[1].replace(/\s+/g, ' '));
  t.deepEqual(
    rules.map((rule) => Number.parseInt(rule, 10)),
    rules.map((_, i) => i + 1),
  );
  t.deepEqual(named.toSorted(), [...titles].sort());
});
