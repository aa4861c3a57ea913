import { type Files, openChromium, pageFiles, serve } from '@tensorpress/chromium';
import type { Digits } from '@tensorpress/example-mnist';
import type { Lesson } from './page.ts';

/** What a page must be served with to have memory that threads share. */
const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** Chromium, and what a page of it learnt. */
export interface ChromiumLesson extends Lesson {
  readonly version: string;
  readonly isolated: boolean;
}

/** Lets a page of Chromium learn digits; `isolated` from other origins, so that the wasm backend has threads and shared memory. */
export async function inChromium(digits: Digits, isolated: boolean): Promise<ChromiumLesson> {
  const site = await serve(await filesFor(digits), isolated ? ISOLATION : {});
  try {
    const { page, version, close } = await openChromium();
    try {
      await page.goto(site.url);
      const lesson = await page.evaluate<Lesson>(`import('/page.js').then(({ lesson }) => lesson())`);
      return { version, isolated, ...lesson };
    } finally {
      await close();
    }
  } finally {
    site.close();
  }
}

/** All that the page asks for, by path. */
async function filesFor({ images, labels }: Digits): Promise<Files> {
  const pixels = new Uint8Array(images.buffer, images.byteOffset, images.byteLength);
  return new Map([
    ...(await pageFiles(new URL('./page.js', import.meta.url))),
    ['/digits', Buffer.concat([pixels, labels])] as const,
  ]);
}
