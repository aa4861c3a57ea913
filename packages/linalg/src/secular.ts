/** A root between two poles, or above the last. */
export interface Root {
  /** The index of the pole that is nearest. */
  readonly origin: number;
  /** The root less that pole. */
  readonly offset: number;
}

const EPSILON = 2 ** -52;

/**
 * Finds the root number `index` of 1 + Σ weights[j] / (poles[j]² − x), for `count` poles that ascend from 0 or above and weights
 * above zero. Differences of poles and root are exact to working precision, which is what makes vectors orthogonal. `differences`
 * receives poles[j]² − x.
 * @see Li, "Solving secular equations stably and efficiently", LAPACK Working Note 89, 1993
 */
export function secularRoot(
  poles: Float64Array,
  weights: Float64Array,
  count: number,
  index: number,
  differences: Float64Array,
): Root {
  const last = index === count - 1;
  let origin = index;
  let below = 0;
  let above = 0;
  if (last) {
    for (let j = 0; j < count; j++) above += weights[j]!;
    // The root may be this bound, and sums are rounded.
    above *= 1 + 4 * EPSILON * count;
    if (count === 1) {
      differences[0] = -weights[0]!;
      return { origin: 0, offset: weights[0]! };
    }
  } else {
    above = (poles[index + 1]! - poles[index]!) * (poles[index + 1]! + poles[index]!) * 0.5;
    squaresFrom(poles, count, index, differences);
    let value = 1;
    for (let j = 0; j < count; j++) value += weights[j]! / (differences[j]! - above);
    if (value < 0) {
      origin = index + 1;
      below = -above;
      above = 0;
    }
  }
  squaresFrom(poles, count, origin, differences);

  // Poles of the interpolation; those of the last root are the last two.
  const split = last ? index - 1 : index;
  const lower = differences[split]!;
  const upper = differences[split + 1]!;
  let offset = below + (above - below) / 2;
  for (let step = 0; step < 100; step++) {
    let psi = 0;
    let psiSlope = 0;
    for (let j = 0; j <= split; j++) {
      const inverse = 1 / (differences[j]! - offset);
      const term = weights[j]! * inverse;
      psi += term;
      psiSlope += term * inverse;
    }
    let phi = 0;
    let phiSlope = 0;
    for (let j = split + 1; j < count; j++) {
      const inverse = 1 / (differences[j]! - offset);
      const term = weights[j]! * inverse;
      phi += term;
      phiSlope += term * inverse;
    }
    const value = 1 + psi + phi;
    if (Math.abs(value) <= EPSILON * count * (1 + Math.abs(psi) + Math.abs(phi))) break;
    if (value < 0) below = offset;
    else above = offset;

    const a = lower - offset;
    const b = upper - offset;
    const c = value - a * psiSlope - b * phiSlope;
    const middle = (a + b) * value - a * b * (psiSlope + phiSlope);
    const constant = a * b * value;
    const root = Math.sqrt(Math.max(0, middle * middle - 4 * constant * c));
    let change: number;
    if (last) change = middle > 0 ? (middle + root) / (2 * c) : (2 * constant) / (middle - root);
    else change = middle > 0 ? (2 * constant) / (middle + root) : (middle - root) / (2 * c);
    let next = offset + change;
    if (!(next > below && next < above)) next = below + (above - below) / 2;
    if (next === offset || next === below || next === above) break;
    offset = next;
  }
  for (let j = 0; j < count; j++) differences[j] = differences[j]! - offset;
  return { origin, offset };
}

/** The squares of poles less that of one of them. */
function squaresFrom(poles: Float64Array, count: number, origin: number, out: Float64Array): void {
  const pole = poles[origin]!;
  for (let j = 0; j < count; j++) out[j] = (poles[j]! - pole) * (poles[j]! + pole);
}
