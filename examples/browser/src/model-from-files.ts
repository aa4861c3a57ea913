import type { io } from '@tensorflow/tfjs';
import { type Model, read } from '@tensorpress/core';
import { fromArtifacts } from '@tensorpress/tfjs';
import { messageOf } from './message-of.ts';

/** A model, and the files that it came in. */
export interface FoundModel {
  readonly model: Model;
  readonly kind: 'tfjs' | 'tpress';
  /** Of all its files together. */
  readonly bytes: number;
  /** The file, where it is one `.tpress` file. */
  readonly file?: File;
}

/**
 * The model that is in some files: a `.tpress` file, or a `model.json` and all the files of weights that it names.
 * @throws Error with one line to show if there is none, or more than one.
 */
export async function modelFromFiles(files: readonly File[]): Promise<FoundModel> {
  const presses = files.filter(({ name }) => name.endsWith('.tpress'));
  const jsons = files.filter(({ name }) => name.endsWith('.json'));
  const [first] = [...presses, ...jsons];
  if (!first) {
    throw new Error(`${listed(files)}: no model; drop a model.json with its .bin files, or a .tpress file`);
  }
  if (presses.length + jsons.length > 1)
    throw new Error(`${listed([...presses, ...jsons])}: one model at a time, please`);
  return first === presses[0]
    ? { model: await readFile(first), kind: 'tpress', bytes: first.size, file: first }
    : fromJson(first, files);
}

async function readFile(file: File): Promise<Model> {
  try {
    return await read(new Uint8Array(await file.arrayBuffer()));
  } catch (cause) {
    throw new Error(`${file.name}: ${messageOf(cause)}`, { cause });
  }
}

async function fromJson(file: File, files: readonly File[]): Promise<FoundModel> {
  const json = parse(await file.text());
  const groups = isObject(json) ? json.weightsManifest : undefined;
  if (!isObject(json) || !Array.isArray(groups) || !groups.every(isGroup)) {
    throw new Error(`${file.name}: not the model.json of a TensorFlow.js model`);
  }
  const names = groups.flatMap(({ paths }) => paths);
  const found = names.map((path) => files.find(({ name }) => name === path.split('/').at(-1)));
  const missing = names.filter((_, i) => !found[i]);
  if (missing.length > 0) {
    const more = missing.length > 3 ? ` and ${missing.length - 3} more` : '';
    throw new Error(`${file.name}: names ${missing.slice(0, 3).join(', ')}${more}; drop them together`);
  }
  const shards = found.filter((shard) => shard !== undefined);
  try {
    const weightData = await Promise.all(shards.map((shard) => shard.arrayBuffer()));
    const model = await fromArtifacts({ ...json, weightSpecs: groups.flatMap(({ weights }) => weights), weightData });
    return { model, kind: 'tfjs', bytes: shards.reduce((sum, { size }) => sum + size, file.size) };
  } catch (cause) {
    throw new Error(`${file.name}: ${messageOf(cause)}`, { cause });
  }
}

const listed = (files: readonly File[]): string =>
  files.length > 3 ? `${files.length} files` : files.map(({ name }) => name).join(', ') || 'nothing';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly io.WeightsManifestEntry[];
}

const isGroup = (group: unknown): group is Group =>
  isObject(group) &&
  Array.isArray(group.paths) &&
  group.paths.every((path) => typeof path === 'string') &&
  Array.isArray(group.weights) &&
  group.weights.every(isEntry);

const isEntry = (entry: unknown): entry is io.WeightsManifestEntry =>
  isObject(entry) &&
  typeof entry.name === 'string' &&
  typeof entry.dtype === 'string' &&
  Array.isArray(entry.shape) &&
  entry.shape.every((size) => Number.isSafeInteger(size) && size >= 0);
