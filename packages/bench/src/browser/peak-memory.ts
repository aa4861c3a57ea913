import { readFile, writeFile } from 'node:fs/promises';
import type { Browser } from '@tensorpress/chromium';

/** Measures the most memory that the processes of a browser's pages hold at a time, in bytes beyond what they hold now. */
export async function peakMemory(browser: Browser): Promise<() => Promise<number>> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  // From now on the kernel keeps the peak anew.
  await Promise.all(pages.map((id) => writeFile(`/proc/${id}/clear_refs`, '5')));
  const sum = async (key: string) => {
    const values = await Promise.all(
      pages.map(async (id) =>
        Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(await readFile(`/proc/${id}/status`, 'utf8'))?.[1]),
      ),
    );
    return values.reduce((total, value) => total + value, 0) * 1024;
  };
  const before = await sum('VmRSS');
  return async () => (await sum('VmHWM')) - before;
}
