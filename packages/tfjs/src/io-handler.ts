import type { io } from '@tensorflow/tfjs';
import type { Codecs, Model } from '@tensorpress/core';
import { type ModelSource, readModel } from './read-model.ts';
import { toArtifacts } from './to-artifacts.ts';

/** What `tf.loadLayersModel` and `tf.loadGraphModel` take: gives a model decoded, wherever it is. */
export const ioHandler = (source: ModelSource | Model, codecs: Codecs): io.IOHandler => ({
  load: async () => toArtifacts(await modelAt(source), codecs),
});

/** A model, which is read if it is not there yet. */
export const modelAt = async (source: ModelSource | Model): Promise<Model> =>
  typeof source === 'object' && 'weights' in source ? source : readModel(source);
