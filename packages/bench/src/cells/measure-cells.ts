import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registry } from '@tensorpress/all';
import type { Codecs } from '@tensorpress/core';
import type { Digits } from '@tensorpress/example-mnist';
import { inWorkers } from '../in-workers.ts';
import { fixed, integer } from '../markdown.ts';
import type { Row } from '../suite.ts';
import type { CellJob, CellResult } from './cell.ts';
import { testError } from './test-error.ts';

/** Networks of the tables of a suite, each of which can be trained alone. */
export interface CellTable {
  /** Of the suite. */
  readonly suite: string;
  readonly cells: readonly string[];
  /** A module whose `run` trains a cell, from where it was left off, and leaves `result.json` and `model.tpress` in the folder of the job. */
  readonly module: URL;
  /** What the network of a cell is tested on. */
  pictures(cell: string): Digits;
  /** Those of files; all of this project by default. */
  readonly codecs?: Codecs;
}

/** Files of more bytes than this are not kept. */
export const LARGE = 700_000;

/** What became of each cell that has been trained, with its file where that is not large. */
const keptOf = ({ suite }: CellTable): URL => new URL(`../../artifacts/${suite}/`, import.meta.url);
const checkpointsOf = ({ suite }: CellTable): URL => new URL(`../../.checkpoints/${suite}/`, import.meta.url);

/** The folder of a cell. */
const folderOf = (base: URL, cell: string): URL => new URL(`${cell.replaceAll('/', '-')}/`, base);

/** Which cells to train, and how. */
export interface CellSettings {
  /** Names, with commas between them. */
  readonly cell?: string;
  /** Those to train without some of the pictures, to look at these instead of at the test set; nothing of them is kept. */
  readonly validate?: string;
  /** Goes on where training was interrupted. */
  readonly resume?: string;
  /** Changes to the recipe, in JSON. */
  readonly recipe?: string;
  readonly workers?: string;
}

/** What became of a cell, as a row. */
export type KeptResult = CellResult & Row;

/**
 * Trains the cells that are named, two at once where there are two cores, keeps what became of each when it is there, and gives the
 * results of all that are kept, in the order of the table; errors are measured again where there is a file.
 * @throws Error if there is no such cell.
 */
export async function measureCells(table: CellTable, settings: CellSettings): Promise<KeptResult[]> {
  await trainCells(table, settings);
  return keptResults(table);
}

async function trainCells(
  table: CellTable,
  { cell = '', validate = '', resume, recipe = '{}', workers }: CellSettings,
): Promise<void> {
  const checkpoints = checkpointsOf(table);
  const jobsOf = (list: string, validated: boolean): CellJob[] =>
    list
      .split(',')
      .filter(Boolean)
      .map((name) => ({
        cell: known(table, name),
        folder: fileURLToPath(folderOf(validated ? new URL('validated/', checkpoints) : checkpoints, name)),
        validate: validated,
        change: JSON.parse(recipe),
      }));
  const jobs = [...jobsOf(cell, false), ...jobsOf(validate, true)];
  if (resume === undefined) for (const { folder } of jobs) await rm(folder, { recursive: true, force: true });
  const onResult = ({ cell: name, error, parameters, bytes, seconds, validated }: CellResult) => {
    process.stdout.write(
      `${name}: ${integer(parameters)} parameters, ${integer(bytes)} bytes, ${fixed(100 * error, 2)} % ${validated ? 'validation' : 'test'} error, ${fixed(seconds / 60, 1)} min\n`,
    );
    if (!validated) keep(table, name);
  };
  await inWorkers<Task>(table.module, jobs, { onResult, ...(workers && { workers: Number(workers) }) });
}

type Task = { run(job: CellJob): Promise<CellResult> };

function known({ cells }: CellTable, name: string): string {
  if (!cells.includes(name)) throw new Error(`bench: cell must be one of ${cells.join(', ')}, not ${name}`);
  return name;
}

/** Copies the result of a cell, and its file unless that is large, to where they are kept. */
function keep(table: CellTable, name: string): void {
  const [from, to] = [folderOf(checkpointsOf(table), name), folderOf(keptOf(table), name)];
  mkdirSync(to, { recursive: true });
  copyFileSync(new URL('result.json', from), new URL('result.json', to));
  const file = new URL('model.tpress', from);
  if (statSync(file).size <= LARGE) copyFileSync(file, new URL('model.tpress', to));
}

/** The file of a cell that is kept, where that is not large. */
export const keptFile = (table: CellTable, name: string): URL => new URL('model.tpress', folderOf(keptOf(table), name));

async function keptResults(table: CellTable): Promise<KeptResult[]> {
  const kept = keptOf(table);
  const there = new Set(await readdir(kept).catch(() => []));
  const results: KeptResult[] = [];
  for (const cell of table.cells) {
    const folder = folderOf(kept, cell);
    if (!there.has(basename(folder.pathname))) continue;
    const result: KeptResult = JSON.parse(await readFile(new URL('result.json', folder), 'utf8'));
    const file = await readFile(new URL('model.tpress', folder)).catch(() => undefined);
    if (!file) results.push(result);
    else {
      const error = await testError(file, table.pictures(cell), table.codecs ?? registry);
      results.push({ ...result, bytes: file.length, error });
    }
  }
  return results;
}
