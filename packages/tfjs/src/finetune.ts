import type { Compressor } from '@tensorpress/core';
import { defaultLoss } from './default-loss.ts';
import { type FinetuneOptions, optionSpecs } from './finetune-options.ts';
import { trainedOutline, trainLeaves } from './train-leaves.ts';

/**
 * Trains a LayersModel in the form that it has: every f32 leaf under codecs that rebuild is a parameter, all else stays. Trees
 * stay as they are but for the values of those leaves. `where` restricts it to some leaves.
 */
export const finetune: Compressor<FinetuneOptions> = {
  id: 'finetune',
  options: optionSpecs,

  compress: (model, options, context = {}) =>
    trainLeaves('finetune', model, options, context, (net) => ({
      loss: options.loss ?? defaultLoss(net),
      ...(options.metrics && { metrics: options.metrics }),
    })),

  preview: trainedOutline,
};
