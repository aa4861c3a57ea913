import * as tf from '@tensorflow/tfjs';
import { type DType, type DTypes, type Outline, sizeOf } from '@tensorpress/core';
import { stringsLength } from './decode-weights.ts';
import { ModelError } from './model-error.ts';
import { bytesIn, outlineArtifacts } from './to-artifacts.ts';

/** What a weight holds. */
export type WeightValues = DTypes[DType];

/**
 * A stock GraphModel whose weights come one by one: each is a tensor before the next is asked for. If they stop with an error,
 * nothing of the model is left.
 * @param values What the weights hold, in the order of the outline.
 * @throws ModelError if the outline is none of a GraphModel.
 */
export async function streamGraphModel(outline: Outline, values: AsyncIterable<WeightValues>): Promise<tf.GraphModel> {
  const { weightSpecs, ...artifacts } = outlineArtifacts(outline);
  if (artifacts.format !== 'graph-model') {
    throw new ModelError('is a LayersModel, not a GraphModel: load it by loadLayersModel');
  }
  const sizes = Object.values(outline.weights).map(bytesIn);
  for (const [i, { name, shape, dtype }] of weightSpecs.entries()) {
    if (dtype === 'string' && sizes[i]! < 4 * sizeOf(shape)) throw new ModelError(`${name}: ${NO_STRINGS}`);
  }
  const weights = values[Symbol.asyncIterator]();
  let given = 0;
  let failure: { readonly cause: unknown } | undefined;
  const next = async (): Promise<ArrayBuffer> => {
    try {
      const { value } = await weights.next();
      const spec = weightSpecs[given]!;
      const data = bufferOf(value);
      if (spec.dtype === 'string' && stringsLength(spec, new Uint8Array(data), 0) !== data.byteLength) {
        throw new ModelError(`${spec.name}: ${NO_STRINGS}`);
      }
      given++;
      return data;
    } catch (cause) {
      failure = { cause };
      // What reads this forgets the tensors that it has made if it fails. So it is given a last one, and then the model is disposed of.
      weightSpecs.length = given + 1;
      return new ArrayBuffer(Math.max(...sizes.slice(given)));
    }
  };
  const getWeightStream = () =>
    new ReadableStream<ArrayBuffer>(
      { pull: async (controller) => controller.enqueue(await next()) },
      { highWaterMark: 0 },
    );
  const model = await tf.loadGraphModel({ load: async () => ({ ...artifacts, weightSpecs, getWeightStream }) });
  try {
    if (failure) throw failure.cause;
    // The end is where the source shows whether it is whole; and nobody asked for weights without elements after the last of the others.
    while (!(await weights.next()).done);
    return model;
  } catch (cause) {
    model.dispose();
    throw cause;
  }
}

const NO_STRINGS = 'its bytes are not the strings that it holds';

const bufferOf = ({ buffer, byteOffset, byteLength }: WeightValues): ArrayBuffer =>
  buffer instanceof ArrayBuffer && byteLength === buffer.byteLength
    ? buffer
    : new Uint8Array(buffer, byteOffset, byteLength).slice().buffer;
