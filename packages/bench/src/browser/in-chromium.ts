import { access, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Digits } from '@tensorpress/example-mnist';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import type { Lesson } from './page.ts';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** What a page must be served with to have memory that threads share. */
const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** Chromium, and what a page of it learnt. */
export interface ChromiumLesson extends Lesson {
  readonly version: string;
  readonly isolated: boolean;
}

/** Lets a page of Chromium learn digits; `isolated` from other origins, so that the wasm backend has threads and shared memory. */
export async function inChromium(digits: Digits, isolated: boolean): Promise<ChromiumLesson> {
  await access(CHROMIUM).catch((cause: unknown) => {
    throw new Error(`training: there is no ${CHROMIUM}; on Debian: apt-get install chromium`, { cause });
  });
  const server = await serve(await filesFor(digits), isolated ? ISOLATION : {});
  try {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    try {
      const page = await browser.newPage();
      await page.goto(server.url);
      const lesson = await page.evaluate<Lesson>(`import('/page.js').then(({ lesson }) => lesson())`);
      return { version: browser.version(), isolated, ...lesson };
    } finally {
      await browser.close();
    }
  } finally {
    server.close();
  }
}

type Files = ReadonlyMap<string, Uint8Array>;

/** All that the page asks for, by path. */
async function filesFor({ images, labels }: Digits): Promise<Files> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./page.js', import.meta.url))],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'error',
    outdir: '/',
    write: false,
  });
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  const binaries = ['', '-simd', '-threaded-simd'].map((kind) => join(wasm, `tfjs-backend-wasm${kind}.wasm`));
  return new Map([
    ['/', Buffer.from('<!doctype html><meta charset="utf-8"><title>LeNet-5</title>')],
    ['/digits', Buffer.concat([new Uint8Array(images.buffer, images.byteOffset, images.byteLength), labels])],
    ...outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents] as const),
    ...(await Promise.all(binaries.map(async (path) => [`/wasm/${basename(path)}`, await readFile(path)] as const))),
  ]);
}

async function serve(files: Files, headers: Readonly<Record<string, string>>): Promise<{ url: string; close(): void }> {
  const server: Server = createServer(({ url = '/' }, response) => {
    const file = files.get(url);
    const type = TYPES[extname(url)] ?? (url === '/' ? 'text/html' : 'application/octet-stream');
    response.writeHead(file ? 200 : 404, { 'Content-Type': type, ...headers }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
