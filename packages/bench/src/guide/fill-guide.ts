import { readdir, readFile, writeFile } from 'node:fs/promises';
import { decisions } from './decisions.ts';
import type { Results } from './facts.ts';
import { headline } from './headline.ts';
import { oneLayer } from './one-layer.ts';
import { oneNetwork, oneNetworkPlot } from './one-network.ts';
import { untrained } from './untrained.ts';

const places: Readonly<Record<string, (results: Results) => string>> = {
  decisions,
  headline,
  'one layer': oneLayer,
  'one network': oneNetwork,
  untrained,
};

/**
 * A page with what was measured between `<!-- measured: NAME -->` and `<!-- /measured -->`.
 * @throws Error for a name that nothing is known of, and where a figure that is named has not been measured.
 */
export const filled = (page: string, results: Results): string =>
  page.replace(/(<!-- measured: (.+) -->\n)[\s\S]*?(<!-- \/measured -->)/g, (_, begin, name, end) => {
    const place = places[name];
    if (!place) throw new Error(`guide: measured must be one of ${Object.keys(places).join(', ')}, not ${name}`);
    return `${begin}\n${place(results)}\n\n${end}`;
  });

/** Fills all pages of a folder, and draws the figures that they show. */
export async function fillGuide(folder: URL, results: Results): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.md')) continue;
    const page = await readFile(new URL(name, folder), 'utf8');
    const text = filled(page, results);
    if (text !== page) await writeFile(new URL(name, folder), text);
  }
  await writeFile(new URL('figures/one-network.svg', folder), await oneNetworkPlot(results));
}
