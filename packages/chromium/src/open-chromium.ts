import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const PATH = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser without a window. */
export interface OpenChromium {
  readonly browser: Browser;
  readonly page: Page;
  readonly version: string;
  close(): Promise<void>;
}

/** Whether there is a Chromium to test with, which nobody must install. */
export const isChromiumThere = (): boolean => existsSync(PATH);

/**
 * Opens Chromium with an empty page.
 * @param options.webgl Whether pages may draw with WebGL, by software where there is no graphics card; not by default.
 * @param options.flags Further ones of the command line.
 * @throws Error if it is not there, with what to install.
 */
export async function openChromium({
  webgl = false,
  flags = [],
}: {
  readonly webgl?: boolean;
  readonly flags?: readonly string[];
} = {}): Promise<OpenChromium> {
  if (!isChromiumThere()) throw new Error(`chromium: there is no ${PATH}; on Debian: apt-get install chromium`);
  const graphics = webgl
    ? ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']
    : ['--disable-gpu'];
  const browser = await chromium.launch({ executablePath: PATH, args: [...FLAGS, ...graphics, ...flags] });
  try {
    return { browser, page: await browser.newPage(), version: browser.version(), close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
