import { entriesOf } from './entries.ts';
import type { Form } from './form.ts';

/**
 * The numbers of circulant blocks that make up the weight nearest, in the Frobenius norm, to the one given: each is the mean of the
 * entries that it is to be, with their signs. Those that are none are 0.
 */
export function project(weight: Float32Array, form: Form): Float32Array {
  const size = form.shape.reduce((product, n) => product * n);
  const [sums, counts] = [new Float64Array(size), new Uint32Array(size)];
  const entries = entriesOf(form);
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    const at = entry < size ? entry : entry - size;
    sums[at]! += entry < size ? weight[i]! : -weight[i]!;
    counts[at]!++;
  }
  return Float32Array.from(sums, (sum, i) => sum / Math.max(1, counts[i]!));
}
