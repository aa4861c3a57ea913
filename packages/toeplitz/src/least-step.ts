import type { Numbers } from './diagonals.ts';
import { dot } from './vectors.ts';

/** The length t ≥ 0 at which |rest − t·linear − t²·quadratic| has its first minimum; 0 where it grows from there. */
export function leastStep(rest: Numbers, linear: Numbers, quadratic: Numbers): number {
  const fall = dot(rest, linear);
  const curve = dot(linear, linear) - 2 * dot(rest, quadratic);
  const bend = 3 * dot(linear, quadratic);
  const rise = 2 * dot(quadratic, quadratic);
  /** Half the derivative of the square. */
  const slope = (t: number) => -fall + t * (curve + t * (bend + t * rise));
  let high = fall / dot(linear, linear);
  if (!(high > 0 && Number.isFinite(high))) return 0;
  while (slope(high) < 0) high *= 2;
  let low = 0;
  for (let bisection = 0; bisection < 60; bisection++) {
    const middle = (low + high) / 2;
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  return low;
}
