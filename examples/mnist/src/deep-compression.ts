import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { type Context, compress, type Model, matching, type Stage, use } from '@tensorpress/core';
import { huffman } from '@tensorpress/huffman';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { gradualSparsity, prune } from '@tensorpress/prune';
import { quantize } from '@tensorpress/quantize';
import { type FinetuneOptions, finetune } from '@tensorpress/tfjs';
import { type Lessons, softTargets, type Teaching } from './soft-targets.ts';
import { withL1 } from './with-l1.ts';

/** How the network that is compressed teaches what becomes of it. */
export const teaching: Teaching = { temperature: 3, alpha: 0.7 };

/** What happens to one layer. */
export interface LayerRecipe {
  /** The share of its weights that stay. */
  readonly keep: number;
  /** Bits of the index that each of them then has into the layer's codebook. */
  readonly bits: number;
  /** How the codebook is made, as `kmeans-share` has it: where its values begin, and what a bit of entropy is worth. */
  readonly initialisation?: 'linear' | 'optimal';
  readonly lambda?: number;
}

/** Deep Compression of a network, in numbers; layers by name. */
export interface Recipe {
  readonly layers: Readonly<Record<string, LayerRecipe>>;
  readonly biasBits: number;
  /** Steps in which sparsity rises, with training on this share of the digits after each. */
  readonly steps: number;
  readonly share: number;
  /** Epochs of training at the final sparsity, and of the codebooks. */
  readonly epochs: number;
  readonly codebookEpochs: number;
  readonly learningRate: number;
  /** Adam's step at the start for the codebooks, where it is another. */
  readonly codebookRate?: number;
  /** How strongly weights are pulled towards zero while sparsity rises. */
  readonly l1: number;
}

/**
 * Prunes a trained network step by step, lets what is left share a few values, and codes the rest: the three stages of Deep
 * Compression. The answers of the network as it was, softened, guide the training after each.
 *
 * @see Han, Mao, Dally, "Deep Compression", ICLR 2016
 */
export async function deepCompression(
  model: Model,
  digits: Lessons,
  recipe: Recipe,
  context: Context = {},
): Promise<Model> {
  const {
    layers,
    biasBits,
    steps,
    share,
    epochs,
    codebookEpochs,
    learningRate,
    codebookRate = learningRate,
    l1,
  } = recipe;
  const kernels = Object.entries(layers).map(([layer, settings]) => ({
    ...settings,
    where: matching(`${layer}/kernel`),
  }));
  const train = (lessons: Lessons, settings: Partial<FinetuneOptions>) =>
    use(finetune, {
      data: lessons,
      codecs: registry,
      loss: softTargets(teaching),
      batchSize: 128,
      learningRate,
      ...settings,
    });

  const parts = splitIn(digits, Math.round(1 / share));
  const sparsities = kernels.map(({ keep }) => gradualSparsity({ to: 1 - keep, steps }));
  const pruning: Stage[] = Array.from({ length: steps }, (_, step) => [
    ...kernels.map(({ where }, i) => use(prune, { sparsity: sparsities[i]![step]! }, { where })),
    train(parts[step % parts.length]!, { optimizer: () => withL1(tf.train.adam(learningRate), l1) }),
  ]).flat();
  try {
    return await compress(
      model,
      [
        ...pruning,
        train(digits, { epochs }),
        ...kernels.map(({ bits, initialisation = 'linear', lambda = 0, where }) =>
          use(kmeansShare, { bits, initialisation, lambda }, { where }),
        ),
        use(quantize, { bits: biasBits, per: 'tensor' }, { where: matching('*/bias') }),
        train(digits, { epochs: codebookEpochs, learningRate: codebookRate, schedule: 'linear' }),
        use(huffman),
      ],
      context,
    );
  } finally {
    tf.dispose(parts.flatMap(({ xs, ys }) => [xs, ys]));
  }
}

/** The number of stages that `deepCompression` goes through, for a progress bar. */
export const stageCount = ({ layers, steps }: Recipe): number => {
  const kernels = Object.keys(layers).length;
  return steps * (kernels + 1) + kernels + 4;
};

function splitIn({ xs, ys }: Lessons, count: number): Lessons[] {
  const size = Math.floor(ys.shape[0] / count);
  return Array.from({ length: count }, (_, i) => ({
    xs: xs.slice([i * size], [size]),
    ys: ys.slice([i * size], [size]),
  }));
}
