import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '@tensorpress/core';
import { fillGuide } from './guide/fill-guide.ts';
import type { Row, Suite } from './suite.ts';

/** A committed result. */
export interface Result {
  readonly suite: string;
  readonly command: string;
  readonly date: string;
  readonly machine: JsonObject;
  readonly versions: JsonObject;
  readonly rows: readonly Row[];
}

const root = new URL('../../../', import.meta.url);

/** Writes docs/benchmarks.md, all figures, and what is measured in the README and the guide, from committed results; gives the path of the first. */
export async function writeDocs(
  results: readonly Result[],
  suites: Readonly<Record<string, () => Promise<Suite>>>,
): Promise<string> {
  const sections = await Promise.all(
    results.map(async ({ suite, command, date, machine, versions, rows }) => {
      const { about, show, figures } = await suites[suite]!();
      await mkdir(new URL('docs/figures/', root), { recursive: true });
      for (const [name, svg] of Object.entries((await figures?.(rows)) ?? {})) {
        await writeFile(new URL(`docs/figures/${name}`, root), svg);
      }
      const facts = (record: JsonObject) => Object.entries(record).map(([name, value]) => `${name} ${value}`);
      return `## ${suite}\n\n${about}\n\n${show(rows)}\n\nMeasured by \`${command}\` on ${date}: ${[...facts(machine), ...facts(versions)].join(', ')}.`;
    }),
  );
  const path = fileURLToPath(new URL('docs/benchmarks.md', root));
  const note = 'This page is written by `npm run bench -- docs` from `packages/bench/results`; do not edit it.';
  await writeFile(path, `# Benchmarks\n\n${note}\n\n${sections.join('\n\n')}\n`);
  await fillGuide(new URL('docs/', root), Object.fromEntries(results.map(({ suite, rows }) => [suite, rows])));

  const summaries = await Promise.all(
    results.map(async ({ suite, command, date, rows }) => {
      const summary = (await suites[suite]!()).summary?.(rows);
      return summary ? [`${summary}\n\n\`${command}\`, ${date}.`] : [];
    }),
  );
  const readme = new URL('README.md', root);
  const text = await readFile(readme, 'utf8');
  const shown = [
    ...summaries.flat(),
    'All figures, and what they were measured on: [docs/benchmarks.md](docs/benchmarks.md).',
  ];
  await writeFile(
    readme,
    text.replace(/(<!-- results -->\n)[\s\S]*(<!-- \/results -->)/, `$1${shown.join('\n\n')}\n$2`),
  );
  return path;
}
