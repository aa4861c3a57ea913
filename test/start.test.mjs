// The page of docs/start.md shows in Chromium what it says, without a bundler: as it stands there, import map included.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { isChromiumThere, openChromium, serve } from '../packages/chromium/dist/index.js';
import { compress, use, write } from '../packages/core/dist/index.js';
import { huffman } from '../packages/huffman/dist/index.js';
import { quantize } from '../packages/quantize/dist/index.js';
import { readModel } from '../packages/tfjs/dist/index.js';

const root = new URL('../', import.meta.url);
const folder = new URL('test/dist/start/', root);

(isChromiumThere() ? test : test.skip)('the page of the docs loads the model, and predicts', async (t) => {
  const markdown = readFileSync(new URL('docs/start.md', root), 'utf8');
  const [page, map] = [...markdown.matchAll(/^```html\n([\s\S]*?)^```$/gm)].map(([, code]) => code);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  symlinkSync(new URL('node_modules', root), new URL('node_modules', folder), 'junction');
  writeFileSync(new URL('index.html', folder), page.replace('<script', `${map}<script`));
  const model = await readModel(new URL('node_modules/@upscalerjs/default-model/models/model.json', root).pathname);
  const small = await compress(model, [use(quantize, { bits: 6 }), use(huffman)]);
  writeFileSync(new URL('model.tpress', folder), await write(small));

  const site = await serve(folder);
  const chromium = await openChromium();
  try {
    const errors = [];
    chromium.page.on('pageerror', (error) => errors.push(error.message));
    await chromium.page.goto(site.url);
    const said = chromium.page.getByText('Done');
    await said.waitFor({ timeout: 45_000 }).catch((error) => t.fail([...errors, error.message].join('\n')));
    t.is(await said.textContent(), 'Done: 32 pixels have become 64.');
    t.deepEqual(errors, []);
  } finally {
    await chromium.close();
    site.close();
  }
});
