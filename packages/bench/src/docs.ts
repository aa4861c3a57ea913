import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '@tensorpress/core';
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

/** Writes docs/benchmarks.md from committed results, and gives its path. */
export async function writeDocs(
  results: readonly Result[],
  suites: Readonly<Record<string, () => Promise<Suite>>>,
): Promise<string> {
  const sections = await Promise.all(
    results.map(async ({ suite, command, date, machine, versions, rows }) => {
      const { about, show } = await suites[suite]!();
      const facts = (record: JsonObject) => Object.entries(record).map(([name, value]) => `${name} ${value}`);
      return `## ${suite}\n\n${about}\n\n${show(rows)}\n\nMeasured by \`${command}\` on ${date}: ${[...facts(machine), ...facts(versions)].join(', ')}.`;
    }),
  );
  const path = fileURLToPath(new URL('../../../docs/benchmarks.md', import.meta.url));
  const note = 'This page is written by `npm run bench -- docs` from `packages/bench/results`; do not edit it.';
  await writeFile(path, `# Benchmarks\n\n${note}\n\n${sections.join('\n\n')}\n`);
  return path;
}
