import type * as tf from '@tensorflow/tfjs';
import { streamLayersModel } from '@tensorpress/tfjs';
import { load } from './load.ts';
import type { LoadOptions, LoadSource } from './load-options.ts';

/**
 * Loads a LayersModel from a `.tpress` file, decoding one weight at a time while the others are on their way.
 * @throws LoadError if the file cannot be had, FileError or VersionError if it is not sound, UnknownCodecError if it names a codec that
 * is not there, ModelError if it is a GraphModel, OptionError if options do not go together, or the reason of the signal.
 */
export const loadLayersModel = (source: LoadSource, options: LoadOptions = {}): Promise<tf.LayersModel> =>
  load(source, options, streamLayersModel);
