import type * as tf from '@tensorflow/tfjs';
import { type Codecs, leavesOf, type Model, mapModel, type Tensor, type Tree, type Where } from '@tensorpress/core';

/** A LayersModel that makes its weights out of the leaves of trees, and the variable of each leaf that it uses. */
export interface CompressedModel {
  readonly net: tf.LayersModel;
  readonly variables: ReadonlyMap<Tensor<'f32'>, tf.LayerVariable>;
  /** What it was loaded from. */
  readonly model: Model;
  readonly codecs: Codecs;
}

/** What stands behind each LayersModel in compressed form that there is. */
export const compressedModels: WeakMap<tf.LayersModel | tf.GraphModel, CompressedModel> = new WeakMap();

/**
 * The model with the values that its variables now have; leaves that are what they were are the same objects.
 * @param where The leaves to ask for; all by default.
 * @param accept Is given the path of each leaf that has other values, and those; it may throw.
 */
export async function currentModel(
  { model, variables }: CompressedModel,
  where: Where = () => true,
  accept: (path: string, data: Float32Array, leaf: Tensor<'f32'>) => void = () => {},
): Promise<Model> {
  const paths = leavesOf(model.weights);
  const leaves = new Map<Tree, Tensor>();
  for (const [leaf, variable] of variables) {
    const path = paths.get(leaf)!;
    // Averages that layers keep of their own accord are not selected either.
    if (!where(path, leaf)) continue;
    const data = Float32Array.from(await variable.read().data());
    if (data.every((value, i) => Object.is(value, leaf.data[i]))) continue;
    accept(path, data, leaf);
    leaves.set(leaf, { dtype: 'f32', shape: leaf.shape, data });
  }
  return mapModel(model, (tree) => leaves.get(tree));
}
