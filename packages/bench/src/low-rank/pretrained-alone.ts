import { fork } from 'node:child_process';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Outputs } from '../pretrained/outputs-of.ts';
import type { AloneJob } from './pretrained-alone-task.ts';

const require = createRequire(import.meta.url);

/**
 * Does a job in a process of its own, in a folder where TensorFlow.js and its WebAssembly backend are installed and no tensorpress is.
 * @param folder A new folder, which is filled.
 * @throws Error if the process fails.
 */
export async function pretrainedAlone(folder: string, job: AloneJob): Promise<Outputs[]> {
  for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm']) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(dirname(require.resolve(`${name}/package.json`)), link);
  }
  const script = 'low-rank/pretrained-alone-task.js';
  for (const file of [script, 'pretrained/outputs-of.js']) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(new URL(`../${file}`, import.meta.url), join(folder, file));
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return new Promise((resolve, reject) => {
    const child = fork(join(folder, script), { cwd: folder, serialization: 'advanced' });
    child.once('message', (outputs: Outputs[]) => resolve(outputs));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the process ended with code ${code}`)));
    child.send(job);
  });
}
