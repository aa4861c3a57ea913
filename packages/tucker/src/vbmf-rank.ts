/**
 * How many singular values of a matrix stand out from noise: the rank that fully observed variational Bayesian matrix factorisation
 * gives it, with the variances of both factors and of the noise estimated from the matrix. May be 0.
 *
 * @param values All singular values, largest first: as many as the shorter side is long.
 * @param m The longer side.
 * @see Nakajima, Sugiyama, Babacan, Tomioka, "Global analytic solution of fully-observed variational Bayesian matrix factorization",
 *   JMLR 14, 2013; in the simpler form, with bounds for the noise, of the same authors' "Condition for perfect dimensionality recovery
 *   by variational Bayesian PCA", JMLR 16, 2015
 */
export function vbmfRank(values: ArrayLike<number>, m: number): number {
  const l = values.length;
  const alpha = l / m;
  const squares = Array.from(values, (value) => value ** 2);
  const total = squares.reduce((a, b) => a + b, 0);
  if (total === 0) return 0;
  // The logarithm of none may be infinite.
  const rest = squares.map((square) => Math.max(square, total * 2 ** -60));

  const tau = leastTau(alpha);
  const threshold = (1 + tau) * (1 + alpha / tau);
  const freeEnergy = (variance: number): number => {
    let sum = 0;
    for (const square of rest) {
      const x = square / (m * variance);
      sum += x - Math.log(x);
      if (x <= threshold) continue;
      const middle = x - 1 - alpha;
      const tau = (middle + Math.sqrt(middle ** 2 - 4 * alpha)) / 2;
      sum += Math.log(tau + 1) + alpha * Math.log(tau / alpha + 1) - tau;
    }
    return sum;
  };
  const most = Math.ceil(l / (1 + alpha)) - 1;
  const noise = rest.slice(most);
  const low = Math.max(noise[0]! / (m * threshold), noise.reduce((a, b) => a + b) / (m * noise.length));
  const high = total / (l * m);
  const variance = Math.exp(leastOn((log) => freeEnergy(Math.exp(log)), Math.log(Math.min(low, high)), Math.log(high)));
  return squares.filter((square) => square > m * variance * threshold).length;
}

/** The zero of Φ(τ) + Φ(τ / α), which decreases, with Φ(z) = ln(z + 1) / z − 1/2. */
function leastTau(alpha: number): number {
  const phi = (z: number) => Math.log1p(z) / z - 0.5;
  let [low, high] = [0, 3];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (phi(middle) + phi(middle / alpha) > 0) low = middle;
    else high = middle;
  }
  return high;
}

/** Where on an interval a function is least: near the best of evenly spaced points, by the golden section. */
function leastOn(f: (x: number) => number, low: number, high: number): number {
  const points = 64;
  const step = (high - low) / points;
  let best = 0;
  for (let i = 1, least = f(low); i <= points; i++) {
    const value = f(low + i * step);
    if (value < least) [best, least] = [i, value];
  }
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low + Math.max(0, best - 1) * step, low + Math.min(points, best + 1) * step];
  let [x, y] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [atX, atY] = [f(x), f(y)];
  for (let i = 0; i < 40; i++) {
    if (atX < atY) {
      [b, y, atY] = [y, x, atX];
      x = b - ratio * (b - a);
      atX = f(x);
    } else {
      [a, x, atX] = [x, y, atY];
      y = a + ratio * (b - a);
      atY = f(y);
    }
  }
  return (a + b) / 2;
}
