import type { Matrix } from '@tensorpress/linalg';
import type { KernelSides } from './kernel-sides.ts';
import { type Ranks, withinSides } from './ranks.ts';
import { type Choice, isRanks } from './tucker-options.ts';
import { vbmfRank } from './vbmf-rank.ts';

/** A core [places, r, s] between orthonormal columns `u` [inputs, r] and orthonormal rows `v` [s, outputs]. */
export interface Decomposition {
  readonly u: Float32Array;
  readonly core: Float32Array;
  readonly v: Float32Array;
  readonly ranks: Ranks;
  /** Of the kernel, in the Frobenius norm: no element of a product of parts is greater, nor are the sums on the way to it. */
  readonly norm: number;
}

/** Improves the truncated decomposition by alternating least squares no more where an iteration gains less of what is missing. */
const LEAST_GAIN = 1e-4;

/** Eigenvalues below this share of their sum are no more than the rounding of float32 values. */
const ROUNDING = 2 ** -48;

/**
 * The Tucker decomposition of a kernel [places, inputs, outputs] along its last two axes: of the ranks given, or of those that its
 * unfoldings tell, and lower where further components would be no more than rounding. It begins with the leading singular vectors of
 * both unfoldings and goes on, by turns, with those of what the other leaves.
 * @throws the reason of the signal
 * @see De Lathauwer, De Moor, Vandewalle, "A multilinear singular value decomposition", and "On the best rank-1 and
 *   rank-(R1, …, RN) approximation of higher-order tensors", SIAM J. Matrix Anal. Appl. 21, 2000
 */
export async function decompose(
  kernel: Float32Array,
  sides: KernelSides,
  choice: Choice,
  signal?: AbortSignal,
): Promise<Decomposition> {
  // Only what encodes has to load the linear algebra.
  const { matMul, symmetricEigen, symmetricProduct } = await import('@tensorpress/linalg');
  const { places, inputs, outputs } = sides;
  // Rows of the one are along the outputs, those of the other along the inputs.
  const rows: Matrix = { data: new Float64Array(kernel), m: places * inputs, n: outputs };
  const columns = swapped(rows, places);
  const spectrum = async (unfolding: Matrix) => symmetricEigen(await symmetricProduct(unfolding));
  const [ofInputs, ofOutputs] = [await spectrum(columns), await spectrum(rows)];
  const [r, s] = withinSides(sides, [
    rankFor(choice, ofInputs.values, places * outputs, 0),
    rankFor(choice, ofOutputs.values, places * inputs, 1),
  ]);
  const total = ofInputs.values.reduce((a, b) => a + Math.max(0, b), 0);

  let v = leading(ofOutputs.vectors, s);
  for (let held = 0; ; ) {
    signal?.throwIfAborted();
    const left = await spectrum(swapped(await matMul(rows, v), places));
    const u = leading(left.vectors, r);
    const narrow = swapped(await matMul(columns, u), places);
    const right = await spectrum(narrow);
    v = leading(right.vectors, s);
    const before = held;
    held = sumOf(right.values, s);
    if (held - before > LEAST_GAIN * (total - held) + ROUNDING * total) continue;
    const core = await matMul(narrow, v);
    return {
      u: new Float32Array(u.data),
      core: new Float32Array(core.data),
      v: new Float32Array(swapped(v, 1).data),
      ranks: [r, s],
      norm: Math.sqrt(total),
    };
  }
}

/** How many components of an unfolding, with these eigenvalues of its Gram matrix and so many columns, are to be kept. */
function rankFor(choice: Choice, eigenvalues: Float64Array, columns: number, mode: 0 | 1): number {
  const total = sumOf(eigenvalues, eigenvalues.length);
  const most = eigenvalues.filter((value) => value > ROUNDING * total).length;
  const wanted = (): number => {
    if (choice === 'vbmf') {
      const [l, m] = [eigenvalues.length, columns].sort((a, b) => a - b) as [number, number];
      return vbmfRank(
        eigenvalues.subarray(0, l).map((value) => Math.sqrt(Math.max(0, value))),
        m,
      );
    }
    if (isRanks(choice)) return choice[mode];
    let rank = 1;
    while (rank < most && sumOf(eigenvalues, rank) < choice.energy * total) rank++;
    return rank;
  };
  return Math.max(1, Math.min(most, wanted()));
}

const sumOf = (values: Float64Array, count: number): number => values.subarray(0, count).reduce((a, b) => a + b, 0);

/** The first columns of a square matrix. */
function leading({ data, m, n }: Matrix, count: number): Matrix {
  const columns = new Float64Array(m * count);
  for (let i = 0; i < m; i++) columns.set(data.subarray(i * n, i * n + count), i * count);
  return { data: columns, m, n: count };
}

/** A matrix of matrices below one another, each transposed. */
function swapped({ data, m, n }: Matrix, count: number): Matrix {
  const height = m / count;
  const result = new Float64Array(data.length);
  for (let from = 0; from < data.length; from += height * n) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < n; j++) result[from + j * height + i] = data[from + i * n + j]!;
    }
  }
  return { data: result, m: count * n, n: height };
}
