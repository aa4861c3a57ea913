/** How a matrix is seen as a tensor: the sizes of the modes that make up its rows, and as many that make up its columns. */
export interface Modes {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** About how many numbers a mode of the rows and one of the columns have together: fewer make longer trains, more make larger cores. */
const PAIR = 21;

/** How long a side may be for each that it has, for the sake of balance. */
const PADDED = 9 / 8;

/** How many times the least sum that factors may have, that of equal ones, to count as balanced. */
const BALANCED = 1.25;

/** How many modes the rows and the columns of a matrix [m, n] have, if nothing else is asked for. */
export const dimensionsFor = (m: number, n: number): number =>
  Math.max(2, Math.round(Math.log(m * n) / Math.log(PAIR)));

/**
 * So many modes for the rows of a matrix [m, n], and for its columns. Large modes of the one are paired with small ones of the other,
 * and the largest pairs come first and last, where the ranks beside them are lowest.
 */
export function modesFor(m: number, n: number, dimensions: number): Modes {
  const outputs = modesOf(n, dimensions).reverse();
  const pairs = modesOf(m, dimensions)
    .map((input, i) => [input, outputs[i]!] as const)
    .sort((a, b) => b[0] * b[1] - a[0] * a[1]);
  const ordered = [...pairs.filter((_, i) => i % 2 === 0), ...pairs.filter((_, i) => i % 2 === 1).reverse()];
  return { inputs: ordered.map(([input]) => input), outputs: ordered.map(([, output]) => output) };
}

/** So many sizes, in ascending order, as alike as can be, whose product is a size, or a little more where that has no such factors. */
export function modesOf(size: number, count: number): number[] {
  let best = factorsOf(size, count);
  for (let padded = size + 1; !isBalanced(best) && padded <= size * PADDED; padded++) {
    const factors = factorsOf(padded, count);
    if (sum(factors) < sum(best)) best = factors;
  }
  return best.sort((a, b) => a - b);
}

/** The factors of a size, so many, with the least sum. */
function factorsOf(size: number, count: number): number[] {
  if (count === 1) return [size];
  let best = [size, ...new Array<number>(count - 1).fill(1)];
  // The smallest is no larger than it would be if all were equal, and the further it is from that the larger is the sum.
  for (let factor = Math.floor(size ** (1 / count) + 1e-9); factor > 0; factor--) {
    if (factor + leastSum(size / factor, count - 1) >= sum(best)) break;
    if (size % factor > 0) continue;
    const factors = [factor, ...factorsOf(size / factor, count - 1)];
    if (sum(factors) < sum(best)) best = factors;
  }
  return best;
}

const isBalanced = (factors: readonly number[]): boolean =>
  sum(factors) <= BALANCED * leastSum(product(factors), factors.length);

/** The sum of so many equal factors. */
const leastSum = (size: number, count: number): number => count * size ** (1 / count);

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);
