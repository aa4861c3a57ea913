import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { random } from '@tensorpress/core';
import { type Matrix, matMul, type Svd, svd, truncatedSvd } from '@tensorpress/linalg';
import { Matrix as MlMatrix, SingularValueDecomposition } from 'ml-matrix';
import { fixed, markdownTable } from '../markdown.ts';
import { median } from '../median.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';
import { medians } from '../timing.ts';
import { withSpectrum } from './linear-algebra-matrix.ts';

/** The output layer of an acoustic model, and the rank it is cut to. */
const [M, N, RANK] = [2048, 5976, 512];
const singularValue = (i: number) => (i + 1) ** -0.5;
const ROUNDS = 3;

/** Singular value decompositions beside those of scikit-learn, numpy and ml-matrix. */
export const linearAlgebra: Part = {
  measure: async () => [...(await truncated()), ...(await full(512, 512)), ...(await full(784, 300))],

  show(rows) {
    const large = rows.filter(({ kind }) => kind === 'truncated');
    const small = rows.filter(({ kind }) => kind === 'full');
    const peer = Number(large.find(({ method }) => `${method}`.includes('randomized_svd'))?.seconds);
    return [
      '### Singular values',
      `A float32 matrix [${M}, ${N}] with the singular values i^−½ to rank ${RANK}, all in turn, medians of ${ROUNDS}; *error* is in Frobenius norm over that of the best matrix of that rank. The floor is what a Gram matrix, two applications of it to a basis of ${RANK} vectors and one of the matrix take at the speed of our own product in the same run. Relaxed SIMD, which is asked for, has fused multiplication and addition, and so other results on other machines. The peers have AVX-512 where the machine has it:`,
      markdownTable(
        ['method', 'threads', 'seconds', '× scikit-learn, one thread', 'error', '× floor'],
        large.map(({ method, threads, seconds, error, floor }) => [
          `${method}`,
          `${threads}`,
          fixed(seconds, 2),
          `${fixed(Number(seconds) / peer, 2)}×`,
          fixed(error, 4),
          floor ? `${fixed(Number(seconds) / Number(floor), 2)}×` : '',
        ]),
      ),
      'All singular values and vectors in float64, of matrices with elements between −1 and 1. *Skew* is the largest entry of UᵀU − I and VᵀV − I, *residue* the error of the product of the factors relative to the matrix; the floor is (6mn² + 20n³) operations at the speed of our own product:',
      markdownTable(
        ['matrix', 'method', 'milliseconds', 'times as fast', 'skew', 'residue', '× floor'],
        small.map(({ matrix, method, seconds, faster, skew, residue, floor }) => [
          `${matrix}`,
          `${method}`,
          fixed(1000 * Number(seconds), 0),
          faster ? `${fixed(faster, 1)}×` : '',
          Number(skew).toExponential(1),
          Number(residue).toExponential(1),
          floor ? `${fixed(Number(seconds) / Number(floor), 1)}×` : '',
        ]),
      ),
    ].join('\n\n');
  },
};

interface PeerRun {
  readonly seconds: number;
  readonly error: number;
  readonly version: string;
}

async function truncated(): Promise<Row[]> {
  const a = withSpectrum(M, N, singularValue);
  let tail = 0;
  for (let i = RANK; i < M; i++) tail += singularValue(i) ** 2;
  const optimum = Math.sqrt(tail);
  const folder = await mkdtemp(join(tmpdir(), 'svd-'));
  try {
    const file = join(folder, 'matrix');
    await writeFile(file, a.data);
    const peer = (method: string, threads: number | undefined) => () => byPython(file, method, threads);
    // Asks for nothing by itself: only those kernels have these instructions that are made with them.
    setFlagsFromString('--experimental-wasm-relaxed-simd');
    const ours = ([0, 2] as const).flatMap((workers) =>
      (['simd', 'relaxed-simd'] as const).map((flavour) => ({
        flavour,
        threads: workers === 0 ? 1 : `${workers} workers`,
        seconds: [] as number[],
        run: () => truncatedSvd(a, { rank: RANK }, { workers, flavour }),
      })),
    );
    const peers = [
      { name: 'randomized_svd', threads: 1, run: peer('randomized_svd', 1) },
      { name: 'randomized_svd', threads: 'all', run: peer('randomized_svd', undefined) },
      { name: 'linalg.svd', threads: 1, run: peer('svd', 1) },
      { name: 'linalg.svd', threads: 'all', run: peer('svd', undefined) },
    ];
    // Compiles what the first run would have to.
    const errors: number[] = [];
    for (const { run } of ours) errors.push((await residue(a, await run())) / optimum);
    const speeds: number[] = [];
    const theirs: PeerRun[][] = peers.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      speeds.push(await speed(Float32Array));
      for (const [i, { run }] of peers.entries()) {
        theirs[i]!.push(await run());
        const own = ours[i]!;
        const start = performance.now();
        await own.run();
        own.seconds.push((performance.now() - start) / 1000);
      }
    }
    const floor = (M * M * N + 4 * M * M * RANK + 2 * M * N * RANK) / median(speeds);
    return [
      ...ours.map(({ flavour, threads, seconds }, i) => ({
        kind: 'truncated',
        method: `tensorpress, ${flavour}`,
        threads,
        seconds: median(seconds),
        error: errors[i]!,
        // The speed is that of one thread without these instructions.
        ...(flavour === 'simd' && { floor: threads === 1 ? floor : floor / 2 }),
      })),
      ...peers.map(({ name, threads }, i) => ({
        kind: 'truncated',
        method: `${theirs[i]![0]!.version} ${name}`,
        threads,
        seconds: median(theirs[i]!.map(({ seconds }) => seconds)),
        error: theirs[i]![0]!.error / optimum,
      })),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function full(m: number, n: number): Promise<Row[]> {
  const next = random(1);
  const a = { data: Float64Array.from({ length: m * n }, () => 2 * next() - 1), m, n };
  const theirMatrix = MlMatrix.from1DArray(m, n, a.data);
  const theirs = () => new SingularValueDecomposition(theirMatrix);
  const speeds: number[] = [];
  const seconds = await medians(
    { peak: async () => speeds.push(await speed(Float64Array)), ours: () => svd(a), theirs },
    ROUNDS,
  );
  const { leftSingularVectors, rightSingularVectors, diagonal } = theirs();
  const doubles = (x: MlMatrix): Matrix<Float64Array> => ({
    data: Float64Array.from(x.to1DArray()),
    m: x.rows,
    n: x.columns,
  });
  const found = await svd(a);
  const peer = {
    u: doubles(leftSingularVectors),
    s: Float64Array.from(diagonal),
    vt: doubles(rightSingularVectors.transpose()),
  };
  const norm = Math.sqrt(a.data.reduce((sum, value) => sum + value * value, 0));
  const figures = async (result: Svd<Float64Array>) => ({
    skew: Math.max(await skew(result.u, true), await skew(result.vt, false)),
    residue: (await residue(a, result)) / norm,
  });
  const floor = (6 * m * n * n + 20 * n ** 3) / median(speeds);
  const common = { kind: 'full', matrix: `[${m}, ${n}]` };
  return [
    {
      ...common,
      method: 'tensorpress',
      seconds: seconds.ours,
      faster: seconds.theirs / seconds.ours,
      floor,
      ...(await figures(found)),
    },
    { ...common, method: 'ml-matrix', seconds: seconds.theirs, ...(await figures(peer)) },
  ];
}

/** Operations per second of our own product. */
async function speed(type: typeof Float32Array | typeof Float64Array): Promise<number> {
  const size = 1024;
  const next = random(2);
  const data = () => Array.from({ length: size * size }, () => next() - 0.5);
  const [a, b] =
    type === Float32Array
      ? [Float32Array.from(data()), Float32Array.from(data())]
      : [Float64Array.from(data()), Float64Array.from(data())];
  const taken: number[] = [];
  for (let i = 0; i < 4; i++) {
    const start = performance.now();
    await matMul({ data: a, m: size, n: size }, { data: b, m: size, n: size });
    taken.push((performance.now() - start) / 1000);
  }
  return (2 * size ** 3) / Math.min(...taken);
}

/** The Frobenius norm of A − U·diag(s)·Vᵀ, in float64. */
async function residue(a: Matrix, { u, s, vt }: Svd): Promise<number> {
  const scaled = { ...u, data: Float64Array.from(u.data, (value, at) => value * s[at % u.n]!) };
  const product = await matMul(scaled, { ...vt, data: Float64Array.from(vt.data) });
  let sum = 0;
  for (const [at, value] of product.data.entries()) sum += (a.data[at]! - value) ** 2;
  return Math.sqrt(sum);
}

/** The largest entry of XᵀX − I, or of X·Xᵀ − I. */
async function skew(x: Matrix<Float64Array>, transposeA: boolean): Promise<number> {
  const { data, n } = await matMul(x, x, transposeA ? { transposeA } : { transposeB: true });
  let most = 0;
  for (const [at, value] of data.entries()) most = Math.max(most, Math.abs(value - (at % (n + 1) === 0 ? 1 : 0)));
  return most;
}

/** @throws Error if the peer does not run. */
async function byPython(file: string, method: string, threads: number | undefined): Promise<PeerRun> {
  const script = fileURLToPath(new URL('../../peers/svd.py', import.meta.url));
  const limits = threads ? { OPENBLAS_NUM_THREADS: `${threads}`, OMP_NUM_THREADS: `${threads}` } : {};
  try {
    const { stdout } = await promisify(execFile)(
      '/usr/bin/python3',
      [script, file, `${M}`, `${N}`, `${RANK}`, method],
      {
        env: { ...process.env, ...limits },
      },
    );
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error('low-rank: scikit-learn does not run; on Debian: apt-get install python3-sklearn', { cause });
  }
}
