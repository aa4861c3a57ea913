import { registry } from '@tensorpress/all';
import { compress, type Model, matching, type Stage, use } from '@tensorpress/core';
import { lenet300Network, softTargets, teaching } from '@tensorpress/example-mnist';
import { huffman } from '@tensorpress/huffman';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { quantize } from '@tensorpress/quantize';
import { type FinetuneOptions, finetune } from '@tensorpress/tfjs';
import { type Retrained, retrained } from './retrained.ts';

/** How a network is trained in a form with fewer parameters, and what follows. */
export interface FormRecipe {
  readonly epochs: number;
  readonly learningRate: number;
  /** What comes after: codebooks of so many bits, trained so long, and Huffman codes; nothing if left out. */
  readonly shared?: {
    readonly bits: number;
    readonly lambda: number;
    readonly epochs: number;
    readonly learningRate: number;
  };
}

/** The names of the file of a form as it is trained, and of that whose parameters share values. */
export interface FormNames {
  readonly trained?: string;
  readonly shared?: string;
}

/** Gives LeNet-300-100 a form with fewer parameters, trains these, lets them share values, and codes those. */
export function retrainForm(
  form: readonly Stage[],
  { epochs, learningRate, shared }: FormRecipe,
  names: FormNames,
  validate: boolean,
): Promise<Retrained[]> {
  return retrained(
    lenet300Network,
    {
      stages: form.length + 1 + (shared ? 4 : 0),
      async compress(model, digits, context) {
        const train = (settings: Partial<FinetuneOptions>) =>
          use(finetune, { data: digits, codecs: registry, loss: softTargets(teaching), batchSize: 128, ...settings });
        const trained = await compress(model, [...form, train({ epochs, learningRate })], context);
        const files: Record<string, Model> = names.trained ? { [names.trained]: trained } : {};
        if (!shared || !names.shared) return files;
        const { bits, lambda, ...last } = shared;
        const stages = [
          use(kmeansShare, { bits, initialisation: 'optimal', lambda }, { where: matching('*/kernel') }),
          use(quantize, { bits: 6, per: 'tensor' }, { where: matching('*/bias') }),
          train({ ...last, schedule: 'linear' }),
          use(huffman),
        ];
        return { ...files, [names.shared]: await compress(trained, stages, context) };
      },
    },
    validate,
  );
}
