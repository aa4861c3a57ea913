import { writeFileSync } from 'node:fs';
import { inWorkers } from '../in-workers.ts';
import { fixed, integer } from '../markdown.ts';
import type { Job, Result } from '../thread.ts';

type Retrain = typeof import('./retrain.ts');

/** Where the files are that recipes make. */
export const artifacts: URL = new URL('../../artifacts/', import.meta.url);

/**
 * Follows recipes by name, several in threads at once: some on digits that are held out, to tell how well that goes, and others to keep
 * the file.
 * @param module The task that knows the recipes.
 */
export async function retrainAll(
  module: URL,
  { validate = '', train = '' }: Readonly<Record<string, string>>,
): Promise<void> {
  const jobsOf = (names: string, validate: boolean): Job<Retrain>[] =>
    names
      .split(',')
      .filter(Boolean)
      .map((name) => ({ name, validate }));
  const jobs = [...jobsOf(validate, true), ...jobsOf(train, false)];
  const done = (results: Result<Retrain>) => {
    for (const { name, file, error } of results) {
      if (error === undefined) writeFileSync(new URL(`${name}.tpress`, artifacts), file);
      else
        process.stdout.write(`${name}: ${integer(file.length)} bytes, ${fixed(100 * error, 2)} % validation error\n`);
    }
  };
  // A thread has no terminal for a progress bar.
  if (jobs.length !== 1) return void (await inWorkers<Retrain>(module, jobs, { onResult: done }));
  const { run }: Retrain = await import(module.href);
  done(await run(jobs[0]!));
}
