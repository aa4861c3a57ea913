import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { registry } from '@tensorpress/all';
import { decode, random } from '@tensorpress/core';
import { lenet300Network } from '@tensorpress/example-mnist';
import { assign, type Clustering, centroidsOf, clusterValues, limitsOf, sortValues } from '@tensorpress/kmeans-share';
import { readModel } from '@tensorpress/tfjs';
import ckmeans from 'ckmeans';
import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Row, Suite } from '../suite.ts';
import { medians } from '../timing.ts';

const K = 32;

/** Clusters values and gives each its index, from nothing but the values: sorting is part of it. */
function cluster(values: Float32Array, initialisation: Clustering['initialisation']) {
  const sorted = sortValues(values);
  const clusters = clusterValues(sorted, K, { initialisation, lambda: 0 }, random());
  const indices = new Uint8Array(values.length);
  assign(values, limitsOf(sorted, clusters), indices);
  return { indices, centroids: centroidsOf(sorted, clusters) };
}

function squaredError(values: Float32Array, { indices, centroids }: ReturnType<typeof cluster>): number {
  return values.reduce((sum, value, i) => sum + (value - centroids[indices[i]!]!) ** 2, 0);
}

/** The squared error of clusters that begin at these values, ascending. */
function errorOfStarts(values: Float32Array, starts: readonly number[]): number {
  const limits = Float32Array.from(starts.slice(1));
  const sums = Array.from({ length: starts.length }, () => ({ count: 0, sum: 0, squares: 0 }));
  for (const value of values) {
    let i = limits.findIndex((limit) => value < limit);
    if (i < 0) i = limits.length;
    const cell = sums[i]!;
    cell.count++;
    cell.sum += value;
    cell.squares += value * value;
  }
  return sums.reduce((total, { count, sum, squares }) => total + (count ? squares - (sum * sum) / count : 0), 0);
}

async function byScikitLearn(values: Float32Array): Promise<{ seconds: number; error: number; version: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'kmeans-'));
  try {
    const file = join(folder, 'values');
    await writeFile(file, values);
    const script = fileURLToPath(new URL('../../peers/kmeans.py', import.meta.url));
    const { stdout } = await promisify(execFile)('/usr/bin/python3', [script, file, `${K}`]);
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error('kmeans-share: scikit-learn does not run; on Debian: apt-get install python3-sklearn', { cause });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** One-dimensional k-means beside its peers. */
export const kmeansSuite: Suite = {
  about: `The 235,200 weights of the first layer of LeNet-300-100 in ${K} clusters: seconds from the unsorted values to centroids and the index of every weight, and the squared error above the least there is. Medians of runs in turn; scikit-learn (ten k-means++ starts) once.`,

  async run() {
    const model = await readModel(fileURLToPath(new URL('model.json', lenet300Network.reference)));
    const { data } = await decode(model.weights['fc1/kernel']!, registry);
    const values = Float32Array.from(data);
    const list = [...values];
    const seconds = await medians(
      {
        optimal: () => cluster(values, 'optimal'),
        linear: () => cluster(values, 'linear'),
        'kmeans++': () => cluster(values, 'kmeans++'),
      },
      9,
    );
    const start = performance.now();
    const starts = ckmeans(list, K);
    const peer = { seconds: (performance.now() - start) / 1000, error: errorOfStarts(values, starts) };
    const learned = await byScikitLearn(values);
    const ours = (['optimal', 'linear', 'kmeans++'] as const).map((initialisation) => ({
      method: `tensorpress, ${initialisation === 'optimal' ? 'exact optimum' : `Lloyd from ${initialisation}`}`,
      seconds: seconds[initialisation],
      error: squaredError(values, cluster(values, initialisation)),
    }));
    const rows: Row[] = [
      ...ours,
      { method: 'ckmeans (npm), exact optimum', ...peer },
      { method: `scikit-learn ${learned.version}, ten starts`, seconds: learned.seconds, error: learned.error },
    ];
    const best = ours[0]!.error;
    return rows.map((row) => ({ ...row, above: Number(row.error) / best - 1 }));
  },

  show: (rows) =>
    markdownTable(
      ['method', 'milliseconds', 'error above the optimum'],
      rows.map(({ method, seconds, above }) => [
        `${method}`,
        integer(fixed(1000 * Number(seconds), 1)),
        `${fixed(100 * Number(above), 2)} %`,
      ]),
    ),
};
