import type { Encoding } from '@tensorpress/core';
import { type CoreShape, coreSize, coresOf, parametersOf, type TensorTrainHeader } from './layout.ts';
import type { Modes } from './modes.ts';

/** All numbers of the cores, one core [left, m, n, right] after the other. */
export type TensorTrainParts = { readonly cores: 'f32' };

/** Cores in float64, each [left, m, n, right] row by row, and the ranks between them. */
export interface Train {
  readonly cores: readonly Float64Array[];
  readonly ranks: readonly number[];
}

/** The ranks that a train may have at most, or the share of the Frobenius norm that it may lose. */
export type Truncation = { readonly ranks: readonly number[] } | { readonly tolerance: number };

/** A train in float32, with cores of one norm, so that steps of training move all alike; or a few words on why there is none. */
export function pack({ cores, ranks }: Train, modes: Modes): Encoding<TensorTrainParts, TensorTrainHeader> | string {
  const norms = cores.map(normOf);
  // No sum on the way to a number of the tensor is larger.
  const bound = norms.reduce((product, norm) => product * norm, 1);
  if (bound >= 2 ** 127) return 'holds values too large for sums of products';
  const header = { inputs: modes.inputs, outputs: modes.outputs, ranks };
  const data = new Float32Array(parametersOf(coresOf(header)));
  let at = 0;
  for (const [k, core] of cores.entries()) {
    const scale = bound > 0 ? bound ** (1 / cores.length) / norms[k]! : 1;
    for (const value of core) data[at++] = value * scale;
  }
  return { header, parts: { cores: { dtype: 'f32', shape: [data.length], data } } };
}

/** The cores of a train that has been packed, in float64. */
export function unpack(shapes: readonly CoreShape[], data: Float32Array): Float64Array[] {
  let at = 0;
  return shapes.map((shape) => {
    const from = at;
    at += coreSize(shape);
    return Float64Array.from(data.subarray(from, at));
  });
}

/** The root of the sum of the squares. */
export function normOf(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}
