import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isChromiumThere, type OpenChromium, openChromium, type Site, serve } from '@tensorpress/chromium';
import { read } from '@tensorpress/core';
import anyTest, { type ExecutionContext, type TestFn } from 'ava';
import type { AxeResults } from 'axe-core';
import { backends } from './backend.ts';

interface Shared {
  readonly folder: string;
  readonly site: Site;
  readonly chromium: OpenChromium;
  /** Addresses that pages asked for. */
  readonly asked: string[];
  /** What pages complained of: the policy that forbids other origins, and code that throws. */
  readonly complaints: string[];
}

const test = anyTest as TestFn<Shared>;
const inChromium = isChromiumThere() ? test.serial : test.serial.skip;

const root = fileURLToPath(new URL('../', import.meta.url));
const modelFolder = fileURLToPath(new URL('../../mnist/model/lenet-300-100', import.meta.url));
const modelFiles = ['model.json', 'weights.bin'].map((name) => join(modelFolder, name));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test.before(async (t) => {
  if (!isChromiumThere()) return;
  const folder = await mkdtemp(join(tmpdir(), 'tensorpress-site-'));
  const { build } = await import('vite');
  const outDir = join(folder, 'site');
  await build({ root, logLevel: 'error', build: { outDir, minify: false, reportCompressedSize: false } });
  const chromium = await openChromium({
    webgl: true,
    flags: ['--disable-gpu-compositing', '--disable-gpu-rasterization'],
  });
  const [asked, complaints]: string[][] = [[], []];
  const { page } = chromium;
  page.on('request', (request) => asked!.push(request.url()));
  page.on('console', (message) => message.type() === 'error' && complaints!.push(message.text()));
  page.on('pageerror', ({ message }) => complaints!.push(message));
  t.context = {
    folder,
    site: await serve(pathToFileURL(`${outDir}/`), { 'Cache-Control': 'max-age=600' }),
    chromium,
    asked: asked!,
    complaints: complaints!,
  };
});

test.after.always(async ({ context: { folder, site, chromium } }) => {
  await chromium?.close();
  site?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** The page, and what can be done on it. */
async function visit({ context: { site, chromium } }: ExecutionContext<Shared>, backend: string) {
  const { page } = chromium;
  await page.goto(`${site.url}?backend=${backend}`);
  const text = async (id: string) => (await page.locator(`#${id}`).textContent()) ?? '';
  /** Waits for what a region is to say. */
  const says = async (id: string, pattern: RegExp) => {
    await page.locator(`#${id}`).filter({ hasText: pattern }).waitFor();
    return text(id);
  };
  return {
    page,
    text,
    says,
    choose: (...files: string[]) => page.locator('#files').setInputFiles(files),
    /** Drops files, or folders, as the desktop does. */
    async drop(...files: string[]) {
      const input = await page.context().newCDPSession(page);
      const data = { items: [], files, dragOperationsMask: 1 };
      const { x = 0, y = 0 } = (await page.locator('#drop').boundingBox()) ?? {};
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await input.send('Input.dispatchDragEvent', { type, x: x + 20, y: y + 20, data });
      }
      await input.detach();
    },
    /** What each network answers, like `Compressed: 4 (99.1 %)`, once the last of them has this title. */
    async answers(title: string) {
      const summary = page.locator('#trial .summary').filter({ hasText: new RegExp(`${title}: \\d`) });
      return ((await summary.textContent()) ?? '').split(' · ');
    },
    sample: (digit: number) => page.getByRole('button', { name: `Sample of ${digit}` }).click(),
    compress: () => page.getByRole('button', { name: 'Compress' }).click(),
    press: async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    },
  };
}

/** Nothing on the page breaks a rule of WCAG 2 A or AA, in light or dark. */
async function isAccessible(t: ExecutionContext<Shared>, when: string): Promise<void> {
  const { page } = t.context.chromium;
  await page.evaluate(axe);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await page.evaluate<AxeResults>(
      `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })`,
    );
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    t.deepEqual(found, [], `${when}, ${colorScheme}`);
  }
}

for (const backend of backends) {
  inChromium(`on ${backend}, a model is dropped, compressed, compared, downloaded, and opened again`, async (t) => {
    const { page, text, says, drop, choose, answers, sample, compress } = await visit(t, backend);
    if (backend === 'wasm') await isAccessible(t, 'at first');
    await drop(...(backend === 'wasm' ? modelFiles : [modelFolder]));
    await says('model-status', /lenet.*266,610 weights, 1,070,035 bytes/);
    await sample(4);
    const [was] = await answers('As it was');
    t.regex(was!, /^As it was: 4 /);

    await page.getByRole('radio', { name: 'Prune and share' }).check();
    t.regex(await page.locator('#json').inputValue(), /"sparsity": 0\.5/);
    await compress();
    await says('progress-text', /^Done: [\d,]+ bytes, [\d.]+× smaller$/);
    const [stays, compressed] = await answers('Compressed');
    t.is(stays, was);
    t.regex(compressed!, /^Compressed: 4 /);
    t.regex(await says('honest', /median/), new RegExp(`a prediction takes [\\d.,]+ ms .* on ${backend}\\)`));
    await page.locator('#chart svg').waitFor();
    if (backend === 'wasm') {
      await page.locator('summary').click();
      await isAccessible(t, 'after compressing');
    }

    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const download = await downloading;
    t.regex(download.suggestedFilename(), /^lenet.*\.tpress$/);
    const file = await readFile(await download.path());
    t.is(
      await text('figures').then((figures) => figures.match(/[\d,]+ bytes/)![0]),
      `${file.length.toLocaleString('en-US')} bytes`,
    );
    t.like((await read(file)).weights['fc1/kernel'], { codec: 'prune', shape: [784, 300] });

    const path = join(t.context.folder, 'again.tpress');
    await writeFile(path, file);
    await page.reload();
    await choose(path);
    await says('model-status', /^again: \.tpress file/);
    await sample(4);
    const [alone, ...others] = await answers('From the file');
    t.is(alone?.replace('From the file', 'Compressed'), compressed);
    t.deepEqual(others, []);

    await choose(...modelFiles);
    await says('model-status', /^lenet/);
    await choose(path);
    await says('model-status', /^again\.tpress, beside lenet/);
    t.deepEqual(await answers('Compressed'), [was, compressed]);
    t.regex(await text('figures'), /Weights differ by\s*[\d.]+ %/);
    t.is(await page.getByRole('link', { name: 'Download' }).count(), 0);
  });
}

inChromium('wrong files, and pipelines that are none, give one clear line and leave all as it is', async (t) => {
  const { page, text, says, choose, compress } = await visit(t, 'wasm');
  await choose(modelFiles[0]!);
  t.is(await says('model-problem', /\w/), 'model.json: names weights.bin; drop them together');
  const damaged = join(t.context.folder, 'damaged.tpress');
  await writeFile(damaged, (await readFile(join(t.context.folder, 'again.tpress'))).fill(7, 5000, 5100));
  await choose(damaged);
  t.regex(
    await says('model-problem', /damaged/),
    /^damaged\.tpress: .*the checksum does not match, the file is damaged$/,
  );
  t.false(await page.locator('#try').isVisible());

  await choose(...modelFiles);
  await says('model-status', /weights/);
  t.is(await text('model-problem'), '');
  for (const [json, problem] of [
    ['[{ "use": "prune", "sparsity": 2 }]', /^prune: sparsity .*2/],
    ['["zip"]', /^zip: not in this registry/],
    ['["huffman"', /^pipeline: not JSON/],
  ] as const) {
    await page.locator('#json').fill(json);
    await compress();
    t.regex(await says('json-problem', problem), /^[^\n]+$/);
  }
  t.true(await page.getByRole('radio', { name: 'Your own' }).isChecked());
  t.false(await page.getByRole('slider').isVisible());
  t.false(await page.locator('#result').isVisible());
});

inChromium('with the keyboard alone a model is opened, compressed, cancelled and tried', async (t) => {
  const { page, press, says } = await visit(t, 'wasm');
  const focused = () => page.evaluate(`document.activeElement.innerText ?? ''`);
  /** Goes on with the tabulator until something is reached. */
  const reach = async (name: RegExp) => {
    for (let i = 0; i < 40; i++) {
      await press('Tab');
      const label = await page.evaluate<string>(
        `(({ ariaLabel, labels, innerText }) => ariaLabel ?? labels?.[0]?.innerText ?? innerText)(document.activeElement)`,
      );
      if (name.test(label)) return;
    }
    t.fail(`${name} cannot be reached`);
  };
  await reach(/^LeNet-5/);
  await press('Enter');
  await says('model-status', /^LeNet-5: layers model/);
  await reach(/^Round/);
  await press('ArrowDown', 'ArrowDown', 'ArrowDown');
  t.true(await page.getByRole('radio', { name: 'Low rank' }).isChecked());
  await reach(/^Compress$/);
  await press('Enter');
  await page.getByRole('progressbar').waitFor();
  t.is(await focused(), 'Cancel');
  await press('Enter');
  t.is(await says('progress-text', /./), 'Cancelled; nothing has changed.');
  t.false(await page.getByRole('progressbar').isVisible());
  t.is(await focused(), 'Compress');
  await page.getByRole('radio', { name: /^Share/ }).focus();
  await press('Space');
  await reach(/^Compress$/);
  await press('Enter');
  await says('progress-text', /^Done/);
  await reach(/^Sample of 2/);
  await press('Enter');
  t.regex(await says('trial', /Compressed: \d/), /As it was: 2 .* · Compressed: 2 /);
});

inChromium('a picture is doubled by both networks, and the backend can be changed', async (t) => {
  const { page, says, compress } = await visit(t, 'webgl');
  await page.getByRole('radio', { name: 'wasm' }).check();
  t.regex(page.url(), /\?backend=wasm$/);
  await page.getByRole('button', { name: 'Super-resolution' }).click();
  await says('trial', /As it was, 192 × 192/);
  await compress();
  const told = await says('trial', /PSNR/);
  t.regex(told, /Compressed, 192 × 192/);
  const decibels = Number(/([\d.]+) dB/.exec(told)?.[1]);
  t.true(decibels > 30 && decibels < 80, `${decibels}`);
});

inChromium('nothing was asked of another origin, and nothing broke the policy of the page', (t) => {
  const { asked, site, complaints } = t.context;
  t.true(asked.length > 20);
  t.deepEqual(
    asked.filter((url) => ![site.url, `blob:${site.url}`, 'data:'].some((own) => url.startsWith(own))),
    [],
  );
  t.deepEqual(complaints, []);
});
