import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Product } from './product-task.ts';

/** The seconds that numpy takes for each of some products on one thread, and what it multiplies with. */
export interface NumpyTimes {
  readonly version: string;
  readonly library: string;
  readonly seconds: readonly number[];
}

/** @throws Error if numpy does not run. */
export async function byNumpy(products: readonly Product[]): Promise<NumpyTimes> {
  const script = fileURLToPath(new URL('../../peers/matmul.py', import.meta.url));
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  try {
    const { stdout } = await promisify(execFile)('/usr/bin/python3', [script, JSON.stringify(products)], { env });
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error('training: numpy does not run; on Debian: apt-get install python3-numpy', { cause });
  }
}
