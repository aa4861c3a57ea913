import { copyFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inWorkers } from '../in-workers.ts';
import { fixed, integer } from '../markdown.ts';
import { cellNamed, cells } from './cells.ts';
import { evaluateCell } from './evaluate-cell.ts';
import type { CellJob, CellResult } from './train-cell.ts';

type Task = typeof import('./train-cell.ts');

/** What became of each cell that has been trained, with its file where that is not large. */
export const kept: URL = new URL('../../artifacts/weight-sharing/', import.meta.url);
const checkpoints = new URL('../../.checkpoints/weight-sharing/', import.meta.url);

/** Files larger than this are not kept. */
const LARGE = 450_000;

/** The folder of a cell. */
export const folderOf = (base: URL, cell: string): URL => new URL(`${cell.replaceAll('/', '-')}/`, base);

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

/** Trains cells, two at once where there are two cores, and keeps what became of them. */
export async function trainCells({
  cell = '',
  validate = '',
  resume,
  recipe = '{}',
  workers,
}: CellSettings): Promise<void> {
  const namesIn = (list: string) =>
    list
      .split(',')
      .filter(Boolean)
      .map((name) => cellNamed(name).name);
  const jobOf = (name: string, validated: boolean): CellJob => ({
    cell: name,
    folder: fileURLToPath(folderOf(validated ? new URL('validated/', checkpoints) : checkpoints, name)),
    validate: validated,
    change: JSON.parse(recipe),
  });
  const jobs = [
    ...namesIn(cell).map((name) => jobOf(name, false)),
    ...namesIn(validate).map((name) => jobOf(name, true)),
  ];
  if (resume === undefined) for (const { folder } of jobs) await rm(folder, { recursive: true, force: true });
  const done = async (result: CellResult) => {
    const { cell: name, error, parameters, bytes, seconds, validated } = result;
    process.stdout.write(
      `${name}: ${integer(parameters)} parameters, ${integer(bytes)} bytes, ${fixed(100 * error, 2)} % ${validated ? 'validation' : 'test'} error, ${fixed(seconds / 60, 1)} min\n`,
    );
    if (!validated) await keep(name);
  };
  const module = new URL('./train-cell.js', import.meta.url);
  const results = await inWorkers<Task>(module, jobs, workers ? { workers: Number(workers) } : {});
  for (const result of results) await done(result);
}

/** Copies the result of a cell, and its file unless that is large, to where they are kept. */
export async function keep(name: string, from: URL = folderOf(checkpoints, name)): Promise<void> {
  const to = folderOf(kept, name);
  await mkdir(to, { recursive: true });
  await copyFile(new URL('result.json', from), new URL('result.json', to));
  const file = new URL('model.tpress', from);
  if ((await stat(file)).size <= LARGE) await copyFile(file, new URL('model.tpress', to));
}

/** The results that are kept, in the order of the cells; errors are measured again where there is a file. */
export async function keptResults(): Promise<CellResult[]> {
  const there = new Set(await readdir(kept).catch(() => []));
  const results: CellResult[] = [];
  for (const cell of cells) {
    const folder = folderOf(kept, cell.name);
    if (!there.has(basename(folder.pathname))) continue;
    const result: CellResult = JSON.parse(await readFile(new URL('result.json', folder), 'utf8'));
    const file = await readFile(new URL('model.tpress', folder)).catch(() => undefined);
    results.push(file ? { ...result, bytes: file.length, error: await evaluateCell(cell, file) } : result);
  }
  return results;
}
