import {
  and,
  compress,
  isOf,
  leavesOf,
  type Model,
  not,
  or,
  rootMeanSquare,
  type Stage,
  sizeOf,
  use,
  type Where,
} from '@tensorpress/core';
import { huffman } from '@tensorpress/huffman';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { quantize } from '@tensorpress/quantize';
import { balancedRounding, storedStep } from './balanced-rounding.ts';

/** A pipeline with one number left open, and the numbers that it is tried with. */
export interface Recipe {
  readonly name: string;
  stages(knob: number): Stage[];
  /** The numbers to try; without them it is decibels, of which any may be asked for. */
  readonly knobs?: readonly number[];
}

const BITS = [8, 7, 6, 5, 4, 3, 2];
const large: Where = (_, { dtype, shape }) => dtype === 'f32' && sizeOf(shape) >= 256;
const small = not(large);

/** What comes after the large tensors are smaller: the others in half precision, and codes for all. */
const rest = (): Stage[] => [use(quantize, { format: 'float16' }, { where: small }), use(huffman)];

/** The amplitude of noise so many decibels below 1. */
const amplitude = (decibels: number) => 10 ** (-decibels / 20);

/** Pipelines without training that know the weights and nothing else. */
export const blindRecipes: readonly Recipe[] = [
  {
    name: 'kmeans-share, bits',
    knobs: BITS,
    stages: (bits) => [use(kmeansShare, { bits }, { where: large }), ...rest()],
  },
  {
    name: 'quantize, bits per channel',
    knobs: BITS,
    stages: (bits) => [use(quantize, { bits }, { where: large }), ...rest()],
  },
  {
    name: 'quantize, one step',
    stages: (decibels) => [
      use(quantize, { step: 'shared', stepSize: amplitude(decibels) }, { where: large }),
      ...rest(),
    ],
  },
];

/**
 * The pipeline that gives every tensor a step of its own, such that each adds as much to the noise of the outputs, by weight: the
 * cheapest way to a given noise, as a bit less for a weight of any of them then adds the same. How much a tensor adds is
 * found by quantising it alone.
 *
 * @param noiseOf the noise of the outputs of a model, as a share of the signal; the knob is that share in decibels.
 * @see Zhou, Moosavi-Dezfooli, Cheung, Frossard, "Adaptive quantization for deep neural network", AAAI 2018
 */
export async function sensitiveRecipe(model: Model, noiseOf: (model: Model) => Promise<number>): Promise<Recipe> {
  const probes: { where: Where; step: number; noise: number; size: number }[] = [];
  for (const [leaf, name] of leavesOf(model.weights)) {
    if (!isOf(leaf, 'f32') || !large(name, leaf)) continue;
    const where: Where = (path) => path === name;
    const step = rootMeanSquare(leaf.data) / 8 || 1;
    const noise = await noiseOf(await compress(model, steps(step, where)));
    probes.push({ where, step, noise, size: leaf.data.length });
  }
  const heard = probes.filter(({ noise }) => noise > 0);
  const total = heard.reduce((sum, { size }) => sum + size, 0);
  const unheard = and(large, not(or(...heard.map(({ where }) => where))));
  return {
    name: 'quantize, balanced, a step per tensor',
    stages: (decibels) => [
      ...heard.flatMap(({ where, step, noise, size }) => {
        const share = (amplitude(decibels) ** 2 * size) / total;
        return steps(step * Math.sqrt(share / noise), where);
      }),
      // The outputs that are looked at do not depend on these: what the converter would do is good enough.
      use(quantize, { per: 'tensor', step: 'range', symmetric: false }, { where: unheard }),
      ...rest(),
    ],
  };
}

function steps(step: number, where: Where): Stage[] {
  const stepSize = storedStep(step);
  return [balancedRounding(stepSize, where), use(quantize, { step: 'shared', stepSize }, { where })];
}
