import { random, type Tensor } from '@tensorpress/core';
import { type Clustering, clusterValues } from './cluster-values.ts';
import { centroidsOf, limitsOf } from './clusters.ts';
import { sortValues } from './sort-values.ts';

/** What a codebook is to be like. */
export interface CodebookOptions extends Clustering {
  /** Bits per weight, 1 to 16, 5 by default: at most 2^bits different values are left. */
  readonly bits: number;
  /** Whether weights that are exactly zero stay so, also in training, as by default. Zero is one of the 2^bits values then. */
  readonly keepZeros: boolean;
}

/** The values that weights share, and which weights share which. */
export interface Codebook {
  /** `[k]`, ascending. */
  readonly centroids: Tensor<'f32'>;
  /** The greatest weight of each cluster but the last. */
  readonly limits: Float32Array;
  /** Whether there is a cluster of zeros besides. */
  readonly zero: boolean;
}

/** The codebook of some weights. */
export function codebookOf(weights: Float32Array, options: CodebookOptions, seed?: number): Codebook {
  const zero = options.keepZeros && weights.includes(0);
  const sorted = sortValues(zero ? weights.filter((weight) => weight !== 0) : weights);
  const clusters = clusterValues(sorted, 2 ** options.bits - Number(zero), options, random(seed));
  // Of nothing but zeros an entry is left that no index means: a variable without elements is hard to train.
  const data = sorted.values.length > 0 ? Float32Array.from(centroidsOf(sorted, clusters)) : new Float32Array(1);
  return { centroids: { dtype: 'f32', shape: [data.length], data }, limits: limitsOf(sorted, clusters), zero };
}
