import { registry } from '@tensorpress/all';
import { isChromiumThere, type OpenChromium, openChromium } from '@tensorpress/chromium';
import { compress, decodeModel, type Model, report, sizeOf, type Tensor } from '@tensorpress/core';
import test from 'ava';
import axe from 'axe-core';
import { categories, papers } from './colours.ts';
import { chainOf } from './format.ts';
import { reportPage } from './report-page.ts';

const tensor = (...shape: number[]): Tensor => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.tan(Math.sin(i * i)) ** 5),
});
const original: Model = {
  weights: {
    'conv/a-name-that-is-so-long-that-it-needs-room/kernel': tensor(3, 3, 8, 16),
    'conv/bias': tensor(16),
    'dense/kernel': tensor(128, 64),
    'dense/bias': tensor(64),
    'out/kernel': tensor(64, 10),
  },
};

/** The page of a model, each of whose weights goes through other codecs. */
async function drawn(): Promise<string> {
  const stages = [
    { use: 'prune', sparsity: 0.7, where: 'dense/kernel' },
    { use: 'kmeans-share', bits: 4, where: 'conv/*/kernel' },
    { use: 'quantize', bits: 6, where: 'out/*' },
    'huffman',
  ];
  const model = await compress(original, await registry.pipeline(stages));
  const { weights, header, after } = await report(original, model, registry);
  const rows = weights.map(({ after: bytes, ...weight }) => ({
    ...weight,
    bytes,
    chain: chainOf(weight.codecs),
    float32: 4 * sizeOf(weight.shape),
  }));
  const stock = { float32: 4e4, 'float32+gzip': 3e4, uint8: 1e4, 'uint8+brotli': 9e3 };
  const inspection = { name: 'net.tpress', total: after, header, weights: rows, stock };
  return reportPage(inspection, await decodeModel(model, registry), await decodeModel(original, registry));
}

interface Found {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

let chromium: OpenChromium;
const inChromium = isChromiumThere() ? test.serial : test.serial.skip;

if (isChromiumThere()) {
  test.before(async () => {
    chromium = await openChromium();
    await chromium.page.setContent(await drawn());
    await chromium.page.evaluate(axe.source);
  });
  test.after.always(() => chromium?.close());
}

for (const colorScheme of ['light', 'dark'] as const) {
  inChromium(`the page is as accessible as WCAG 2.1 AA asks for, where it is ${colorScheme}`, async (t) => {
    const { page } = chromium;
    await page.emulateMedia({ colorScheme });
    for (const width of [1000, 320]) {
      await page.setViewportSize({ width, height: 700 });
      const { violations, passes } = await page.evaluate<{ violations: Found[]; passes: Found[] }>(
        `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })`,
      );
      t.deepEqual(violations, [], `${width} pixels wide`);
      for (const rule of ['color-contrast', 'svg-img-alt', 'document-title', 'html-has-lang'])
        t.true(
          passes.some(({ id }) => id === rule),
          `${rule} found nothing to look at`,
        );
    }
    t.is(await page.evaluate('getComputedStyle(document.body).backgroundColor'), rgb(papers[colorScheme]));
  });
}

inChromium('whatever is wider than a narrow window is reached and moved by keys, and shows that it is', async (t) => {
  const { page } = chromium;
  await page.setViewportSize({ width: 320, height: 700 });
  t.is(await page.evaluate('document.documentElement.scrollWidth'), 320, 'the page itself is too wide');
  const wide = await page.evaluate<string[]>(
    `[...document.querySelectorAll('*')].filter((element) => element.scrollWidth > element.clientWidth &&
      getComputedStyle(element).overflowX === 'auto').map((element) => element.ariaLabel)`,
  );
  t.true(wide.length >= 4);
  const moved: string[] = [];
  for (let i = 0; i < wide.length; i++) {
    await page.keyboard.press('Tab');
    const { label, outline } = await page.evaluate<{ label: string; outline: string }>(
      `({ label: document.activeElement.ariaLabel, outline: getComputedStyle(document.activeElement).outlineStyle })`,
    );
    t.not(outline, 'none', label);
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction('document.activeElement.scrollLeft > 0');
    moved.push(label);
  }
  t.deepEqual(moved, wide);
});

test('what tells marks apart can be seen on either paper', (t) => {
  for (const colour of categories)
    for (const paper of Object.values(papers)) t.true(contrast(colour, paper) >= 3, `${colour} on ${paper}`);
});

/** Of two colours like `#1f2328`, as WCAG 2.1 defines it. */
function contrast(a: string, b: string): number {
  const [bright, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((bright ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const channels = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

const rgb = (colour: string): string => `rgb(${channels(colour).join(', ')})`;
