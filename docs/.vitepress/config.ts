import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';
import manifest from '../../packages/core/package.json' with { type: 'json' };
import { pageOf, siteLink } from './page-paths.ts';
import { examples, guide, packages, reference } from './sections.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');
const source = `${repository}/blob/main`;

const MARK =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#0b6e5f"><rect x="2" y="4" width="20" height="4" rx="1"/><rect x="2" y="10" width="12" height="4" rx="1"/><rect x="2" y="16" width="5" height="4" rx="1"/></svg>';

const items = (pages: Readonly<Record<string, string>>, folder = ''): DefaultTheme.SidebarItem[] =>
  Object.entries(pages).map(([name, text]) => ({ text, link: `/${folder}${name}` }));
const there = (folder: string) => (name: string) => existsSync(`${root}/${folder}/${name}/README.md`);

const sidebar: DefaultTheme.SidebarItem[] = [
  { text: 'Guide', items: items(guide) },
  ...Object.entries(packages).map(([text, names]) => ({
    text,
    items: names.filter(there('packages')).map((name) => ({ text: name, link: `/packages/${name}` })),
  })),
  { text: 'Reference', items: [...items(reference), { text: 'API', link: '/api/' }] },
  {
    text: 'Examples',
    items: items(Object.fromEntries(Object.entries(examples).filter(([name]) => there('examples')(name))), 'examples/'),
  },
];

/** The API of each package is one page, named like the package. */
const api: DefaultTheme.SidebarItem[] = [
  { text: 'API', link: '/api/' },
  ...Object.entries(packages).map(([text, names]) => ({
    text,
    items: names
      .filter((name) => existsSync(`${root}/docs/api/${name}.md`))
      .map((name) => ({ text: name, link: `/api/${name}` })),
  })),
];

export default defineConfig({
  title: 'tensorpress',
  description: 'Makes trained TensorFlow.js models small: published compression methods that compose into one file.',
  lang: 'en',
  base: process.env.DOCS_BASE ?? '/',
  cleanUrls: true,
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(MARK)}` }]],

  // Pages lie all over the repository: a README is the page of its package.
  srcDir: '..',
  srcExclude: [
    'README.md',
    '.*/**',
    '**/CHANGELOG.md',
    'packages/*/!(README.md)/**',
    'examples/*/!(README.md)/**',
    'scripts/**',
    'test/**',
  ],
  rewrites: (file) => pageOf(file) ?? file,
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    // Links are written for the repository, where they work too.
    config(markdown) {
      markdown.core.ruler.push('site-links', ({ tokens, env }) => {
        // No highlighter knows bytes in hexadecimal.
        for (const token of tokens) if (token.info === 'hex') token.info = 'txt';
        const file: string | undefined = env.realPath ?? env.path;
        // Titles are rendered alone too, where their links do not matter.
        if (!file) return;
        const from = relative(root, file);
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === 'link_open' ? token.attrGet('href') : null;
          if (href !== null) token.attrSet('href', siteLink(from, href, source));
        }
      });
    },
  },

  // What TypeDoc writes is edited in the sources.
  transformPageData: ({ filePath, frontmatter }) =>
    filePath.startsWith('docs/api/') ? { frontmatter: { ...frontmatter, editLink: false } } : undefined,

  // The search has all pages in one piece, which is loaded when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 2000 } },

  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Choosing', link: '/choosing' },
      { text: 'Recipes', link: '/recipes' },
      { text: 'Benchmarks', link: '/benchmarks' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: { '/': sidebar, '/api/': api },
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: { pattern: `${repository}/edit/main/:path`, text: 'Edit this page' },
    footer: { message: 'MIT licence.' },
  },
});
