import { existsSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** Where a Markdown file of this repository is in the site; `undefined` for one that has no page. */
export function pageOf(file: string): string | undefined {
  const [, folder, name] = /^(packages|examples)\/([\w-]+)\/README\.md$/.exec(file) ?? [];
  if (folder) return `${folder}/${name}.md`;
  if (file === 'README.md') return 'index.md';
  if (file === 'CONTRIBUTING.md' || file === 'SECURITY.md') return file.toLowerCase();
  return /^docs\/(?<page>[^.].*\.md)$/.exec(file)?.groups?.page;
}

/**
 * Where a link in a Markdown file of this repository goes in the site: to a page of it, or to the file in the public repository.
 * @param from The file, relative to the root.
 * @param source The address of files in the public repository.
 */
export function siteLink(from: string, href: string, source: string): string {
  if (/^([a-z]+:|#|\/)/i.test(href)) return href;
  const { pathname, hash } = new URL(href, new URL(from, 'file:///'));
  const path = decodeURIComponent(pathname).replace(/^\/|\/$/g, '');
  const page =
    pageOf(path) ?? (existsSync(new URL(`${path}/README.md`, root)) && path ? pageOf(`${path}/README.md`) : undefined);
  if (page) return `/${page}${hash}`;
  return existsSync(new URL(path, root)) ? `${source}/${path}${hash}` : href;
}
