import { isChromiumThere, openChromium, pageFiles, serve } from '@tensorpress/chromium';
import anyTest from 'ava';
import type { Taught } from './distilling-page.ts';

const test = isChromiumThere() ? anyTest : anyTest.skip;

test('a student learns from its teacher in Chromium, on wasm and on webgl alike, and leaves no tensor there', async (t) => {
  const site = await serve(await pageFiles(new URL('./distilling-page.js', import.meta.url)));
  const { page, close } = await openChromium({ webgl: true });
  try {
    await page.goto(site.url);
    const on = (backend: string) =>
      page.evaluate<Taught>(`import('/distilling-page.js').then(({ taught }) => taught('${backend}'))`);
    const [wasm, webgl] = [await on('wasm'), await on('webgl')];
    for (const { before, after, left } of [wasm, webgl]) {
      t.true(after.agreement! > before.agreement! + 0.2, JSON.stringify({ before, after }));
      t.is(left, 0);
    }
    t.true(Math.abs(wasm.after.agreement! - webgl.after.agreement!) < 0.1);
  } finally {
    await close();
    site.close();
  }
});
