import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { filled } from './fill-guide.ts';

const results = new URL('../../results/', import.meta.url);
const docs = new URL('../../../../docs/', import.meta.url);
const jsonOf = (name: string) => JSON.parse(readFileSync(new URL(name, results), 'utf8'));
const measured = Object.fromEntries(
  readdirSync(results).map((name) => [name.replace('.json', ''), jsonOf(name).rows] as const),
);
const pages = readdirSync(docs)
  .filter((name) => name.endsWith('.md'))
  .map((name) => [name, readFileSync(new URL(name, docs), 'utf8')] as const)
  .filter(([, page]) => page.includes('<!-- measured: '));

test('pages show what the committed results say', (t) => {
  t.true(pages.length > 1);
  for (const [name, page] of pages) t.is(filled(page, measured), page, `${name}: npm run bench -- docs writes it anew`);
});

test('what has not been measured cannot be shown', (t) => {
  const page = (name: string) => `<!-- measured: ${name} -->\n<!-- /measured -->`;
  t.throws(() => filled(page('decisions'), {}), { message: /has no row/ });
  t.throws(() => filled(page('dreams'), measured), { message: /not dreams/ });
});
