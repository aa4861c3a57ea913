import type * as tf from '@tensorflow/tfjs';
import { streamGraphModel } from '@tensorpress/tfjs';
import { load } from './load.ts';
import type { LoadOptions, LoadSource } from './load-options.ts';

/**
 * Loads a GraphModel from a `.tpress` file, decoding one weight at a time while the others are on their way.
 * @throws LoadError if the file cannot be had, FileError or VersionError if it is not sound, UnknownCodecError if it names a codec that
 * is not there, ModelError if it is a LayersModel, OptionError if options do not go together, or the reason of the signal.
 */
export const loadGraphModel = (source: LoadSource, options: LoadOptions = {}): Promise<tf.GraphModel> =>
  load(source, options, streamGraphModel);
