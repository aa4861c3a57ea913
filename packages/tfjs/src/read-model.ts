import * as tf from '@tensorflow/tfjs';
import { type Json, type Model, read } from '@tensorpress/core';
import { fromArtifacts } from './from-artifacts.ts';
import { isArray, isObject } from './json.ts';
import { ModelError } from './model-error.ts';
import { besides, readBytes } from './read-bytes.ts';

/**
 * Where a model is: the URL, or in Node the path, of a `.tpress` file or of the `model.json` of a TensorFlow.js model; the bytes
 * of a `.tpress` file; an address that a handler of TensorFlow.js is registered for, like `indexeddb://name`; or such a handler.
 */
export type ModelSource = string | URL | Uint8Array | tf.io.IOHandler;

/**
 * Reads a model from wherever it is.
 * @throws ModelError if there is no whole model of a known format, FileError or VersionError if a `.tpress` file is not sound.
 */
export async function readModel(source: ModelSource): Promise<Model> {
  if (source instanceof Uint8Array) return fromBytes(source, 'the bytes');
  if (typeof source !== 'string' && !(source instanceof URL)) return fromHandler(source);
  const address = String(source);
  const [handler] = /^(https?|file):/.test(address) ? [] : tf.io.getLoadHandlers(address);
  return handler && !Array.isArray(handler)
    ? fromHandler(handler)
    : fromBytes(new Uint8Array(await readBytes(address)), address, address);
}

async function fromHandler(handler: tf.io.IOHandler): Promise<Model> {
  if (!handler.load) throw new ModelError('the handler cannot load');
  return fromArtifacts(await handler.load());
}

async function fromBytes(bytes: Uint8Array, what: string, address?: string): Promise<Model> {
  if (new TextDecoder().decode(bytes.subarray(0, 4)) === 'TPRS') return read(bytes);
  const json = parse(bytes);
  const { weightsManifest: groups } = isObject(json) ? json : {};
  if (!isObject(json) || !isArray(groups)) {
    throw new ModelError(
      `${what}: neither a .tpress file nor the model.json of a TensorFlow.js model; models of other formats have to go through tensorflowjs_converter first`,
    );
  }
  if (!address) throw new ModelError(`${what}: a model.json is only one of several files: give its path or URL`);
  const weightData: ArrayBuffer[] = [];
  for (const path of groups.flatMap((group) => listIn(group, 'paths', address))) {
    weightData.push((await readBytes(besides(address, String(path)))).buffer);
  }
  const weightSpecs = groups.flatMap((group) => listIn(group, 'weights', address));
  try {
    return await fromArtifacts({ ...json, weightSpecs: weightSpecs.map(entryFrom), weightData });
  } catch (cause) {
    throw cause instanceof ModelError ? new ModelError(`${address}: ${cause.message}`, { cause }) : cause;
  }
}

function listIn(group: Json, key: string, address: string): readonly Json[] {
  const list = isObject(group) ? group[key] : undefined;
  if (!isArray(list)) throw new ModelError(`${address}: a group of the weightsManifest has no ${key}`);
  return list;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const isEntry = (value: unknown): value is tf.io.WeightsManifestEntry => {
  const { name, shape, dtype, quantization = {} } = isObject(value) ? value : {};
  const sized = isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && Number(size) >= 0);
  return typeof name === 'string' && typeof dtype === 'string' && sized && isObject(quantization);
};

function entryFrom(value: unknown): tf.io.WeightsManifestEntry {
  if (!isEntry(value)) throw new ModelError(`${JSON.stringify(value)} describes no weight`);
  return value;
}
