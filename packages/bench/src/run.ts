import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { writeDocs } from './docs.ts';
import { environment } from './environment.ts';
import { evaluate } from './evaluate.ts';
import type { Row, Suite } from './suite.ts';

const results = new URL('../results/', import.meta.url);
const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  browser: async () => (await import('./suites/browser.ts')).browserSuite,
  circulant: async () => (await import('./suites/circulant.ts')).circulantSuite,
  distill: async () => (await import('./suites/distill.ts')).distillSuite,
  huffman: async () => (await import('./suites/huffman.ts')).huffmanSuite,
  'kmeans-share': async () => (await import('./suites/kmeans-share.ts')).kmeansSuite,
  'lenet-300-100': async () => (await import('./suites/lenet-300-100.ts')).lenet300Suite,
  'lenet-5': async () => (await import('./suites/lenet-5.ts')).lenet5Suite,
  'low-rank': async () => (await import('./suites/low-rank.ts')).lowRankSuite,
  pretrained: async () => (await import('./suites/pretrained.ts')).pretrainedSuite,
  'tensor-train': async () => (await import('./suites/tensor-train.ts')).tensorTrainSuite,
  training: async () => (await import('./suites/training.ts')).trainingSuite,
  'weight-sharing': async () => (await import('./suites/weight-sharing.ts')).weightSharingSuite,
};

// What somebody can do something about says so in one line; anything else is a mistake of ours, and shows where it is.
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  const isSaid = /^(bench|fashion-mnist|in-workers): /.test(error.message) || error.code?.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${isSaid ? error.message : error.stack}\n`);
  process.exit(1);
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    set: { type: 'string', multiple: true },
    cell: { type: 'string', multiple: true },
    resume: { type: 'boolean' },
  },
});
const [command, ...rest] = positionals;
const load = suites[command ?? ''];
if (load) {
  const suite = await load();
  const { set = [], cell, resume } = values;
  const settings: Readonly<Record<string, string>> = {
    ...(cell && { cell: cell.join() }),
    ...(resume && { resume: 'yes' }),
    ...Object.fromEntries(set.map((pair) => [pair.replace(/=.*/s, ''), pair.replace(/^[^=]*=?/, '')])),
  };
  const file = values.json ?? new URL(`${command}.json`, results);
  const rows = await suite.run(settings);
  const result = {
    suite: command,
    command: `npm run bench -- ${command}`,
    ...(await environment()),
    rows: [...(await otherParts(file, rows)), ...rows],
  };
  const json = `${JSON.stringify(result, null, 2)}\n`;
  await mkdir(results, { recursive: true });
  await writeFile(file, json);
  process.stdout.write(`${suite.show(result.rows)}\n`);
} else if (command === 'evaluate' && rest.length > 0) {
  for (const file of rest) process.stdout.write(`${await evaluate(file)}\n`);
} else if (command === 'docs') {
  const names = (await readdir(results)).filter((name) => name.endsWith('.json')).sort();
  const read = await Promise.all(names.map(async (name) => JSON.parse(await readFile(new URL(name, results), 'utf8'))));
  process.stdout.write(`${await writeDocs(read, suites)}\n`);
} else {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(suites).join(' | ')} [--json FILE] [--set name=value]
       npm run bench -- weight-sharing | tensor-train | circulant | distill --cell NAME … | --set validate=NAME,… [--resume]   trains cells of its tables
       npm run bench -- evaluate FILE …   prints bytes and MNIST test error of .tpress files
       npm run bench -- docs              writes docs/benchmarks.md from the results\n`);
  process.exitCode = 2;
}

/** The rows of a known result that are of parts of its suite which have no new ones. */
async function otherParts(file: string | URL, rows: readonly Row[]): Promise<readonly Row[]> {
  const text = await readFile(file, 'utf8').catch(() => '{ "rows": [] }');
  const known: { readonly rows: readonly Row[] } = JSON.parse(text);
  return known.rows.filter((row) => !rows.some(({ part }) => part === row.part));
}
