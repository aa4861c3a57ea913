import { normal, random } from '@tensorpress/core';
import type { Matrix } from '@tensorpress/linalg';
import { balanced, contracted, type Factors, rowProducts } from './factors.ts';
import { inverse } from './inverse.ts';
import type { Layout } from './layout.ts';
import { leadingTerms } from './leading-terms.ts';

/** How the work is done. */
export interface Work {
  /** How often all factors are fitted anew at most. */
  readonly sweeps: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** Factors, what they leave of the sum of squares, and the sum of their own. */
interface Fit {
  readonly factors: Factors;
  readonly loss: number;
  readonly penalty: number;
}

/** Fitting ends where a sweep gains less than this share of what is left. */
const LEAST_GAIN = 1e-5;

/** The penalty does not vanish with what is left: what can be had as near as one likes needs vectors without bound. */
const LEAST_LOSS = 1e-4;

/**
 * Components of a kernel, whose sum is near it: fitted by alternating least squares, with a penalty on the norms of vectors so that none
 * grow while they cancel one another. It is in proportion to what is left, so that what has as many components is found as it is.
 * Steps are extrapolated as long as that helps.
 * @returns Vectors of each axis of the window, of the inputs and of the outputs; those of a component are of one norm.
 * @throws the reason of the signal
 * @see Carroll, Chang, "Analysis of individual differences in multidimensional scaling via an n-way generalization of Eckart-Young
 *   decomposition", Psychometrika 35, 1970; Ang, Cohen, Gillis, Hien, "Accelerating block coordinate descent for nonnegative tensor
 *   factorization", Numer. Linear Algebra Appl. 28, 2021, for the extrapolation
 */
export async function decompose(kernel: Float32Array, layout: Layout, { sweeps, ...how }: Work): Promise<Factors> {
  const { axes, inputs, outputs, rank } = layout;
  const sizes = [...axes, inputs, outputs];
  let norm = 0;
  for (const value of kernel) norm += value ** 2;
  norm = Math.sqrt(norm);
  if (norm === 0) return sizes.map((m) => ({ data: new Float64Array(m), m, n: 1 }));
  const unit = new Float64Array(kernel).map((value) => value / norm);
  const start = shaken(await leadingTerms(unit, sizes, rank, how), how.seed);
  const improve = await improver(new Float32Array(unit), layout);

  let current: Fit = { factors: start, loss: 1, penalty: Number.POSITIVE_INFINITY };
  let previous = start;
  let [step, mostStep] = [0.5, 1];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    how.signal?.throwIfAborted();
    const { factors, loss, penalty } = current;
    const ridge = Math.max(loss, LEAST_LOSS) / (128 * Math.sqrt(rank));
    const next = await improve(extrapolated(factors, previous, step), ridge);
    const gain = loss + ridge * penalty - (next.loss + ridge * next.penalty);
    if (gain < 0 && previous !== factors) {
      mostStep = step;
      step /= 1.5;
      previous = factors;
      continue;
    }
    if (!(gain >= LEAST_GAIN * loss)) break;
    previous = factors;
    current = next;
    step = Math.min(mostStep, step * 1.05);
    mostStep = Math.min(1, mostStep * 1.02);
  }
  return balanced(current.factors, norm);
}

/** Factors with a tenth as much of random numbers: terms that are like one another would stay so. */
function shaken(factors: Factors, seed: number): Factors {
  const next = random(seed);
  return factors.map((factor) => {
    const deviation = 0.1 * Math.sqrt(dot(factor.data, factor.data) / factor.data.length);
    return { ...factor, data: factor.data.map((value) => value + deviation * normal(next)) };
  });
}

/** What a step further in the direction of the last one leads to. */
const extrapolated = (factors: Factors, previous: Factors, step: number): Factors =>
  factors.map((factor, axis) => {
    const { data } = previous[axis]!;
    return { ...factor, data: factor.data.map((value, at) => value + step * (value - data[at]!)) };
  });

/** Makes ready for sweeps of alternating least squares on a kernel of norm 1. */
async function improver(
  kernel: Float32Array,
  { places, inputs, outputs }: Layout,
): Promise<(factors: Factors, ridge: number) => Promise<Fit>> {
  const { matMul, symmetricProduct } = await import('@tensorpress/linalg');
  const rows: Matrix<Float32Array> = { data: kernel, m: places * inputs, n: outputs };
  const gramOf = async (factor: Matrix) => double(await symmetricProduct(factor));
  /** The factor for which the sum is nearest, given the Gram matrices of all others, and the kernel times their row products. */
  const solve = async (products: Matrix, grams: readonly Matrix<Float64Array>[], ridge: number) =>
    double(await matMul(double(products), double(await inverse(elementwise(grams), ridge))));

  return async (factors, ridge) => {
    const axes = factors.slice(0, -2);
    const grams = await Promise.all(factors.slice(0, -1).map(gramOf));
    const inner = single(rowProducts(factors.slice(0, -1)));
    const v = await solve(await matMul(rows, inner, { transposeA: true }), grams, ridge);
    grams.push(await gramOf(v));
    const images = await matMul(rows, single(v));
    const others = (axis: number) => grams.filter((_, other) => other !== axis);
    const u = await solve(contracted(images, rowProducts(axes), true), others(axes.length), ridge);
    grams[axes.length] = await gramOf(u);
    const windows = contracted(images, u, false);
    for (const axis of axes.keys()) {
      const other = axes[1 - axis];
      axes[axis] = await solve(other ? contracted(windows, other, axis === 1) : windows, others(axis), ridge);
      grams[axis] = await gramOf(axes[axis]);
    }
    const whole = balanced([...axes, u, v]);
    return {
      factors: whole,
      loss: 1 - 2 * dot(windows.data, rowProducts(axes).data) + elementwise(grams).data.reduce((a, b) => a + b),
      penalty: whole.reduce((sum, { data }) => sum + dot(data, data), 0),
    };
  };
}

const single = ({ data, m, n }: Matrix): Matrix<Float32Array> => ({ data: new Float32Array(data), m, n });

const double = ({ data, m, n }: Matrix): Matrix<Float64Array> => ({ data: new Float64Array(data), m, n });

/** The products of elements in the same place. */
function elementwise(matrices: readonly Matrix<Float64Array>[]): Matrix<Float64Array> {
  const [first, ...others] = matrices;
  const data = first!.data.slice();
  for (const other of others) for (let at = 0; at < data.length; at++) data[at]! *= other.data[at]!;
  return { ...first!, data };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
