import * as tf from '@tensorflow/tfjs';
import { ModelError } from './model-error.ts';
import type { Rebuilder, Weight } from './rebuilder.ts';
import { type StandIn, standIns } from './stand-ins.ts';

/**
 * Lets the layers of a model read rebuilt weights, or do without them where there is a way.
 * @param replacements The variables that a layer lists in place of each.
 */
export function attachWeights(
  net: tf.LayersModel,
  rebuilders: ReadonlyMap<tf.LayerVariable, Rebuilder>,
  replacements: ReadonlyMap<tf.LayerVariable, tf.LayerVariable[]>,
): void {
  const held = new Map<tf.LayerVariable, tf.Tensor>();
  for (const [variable, { rebuild }] of rebuilders) {
    variable.dispose();
    variable.read = () => held.get(variable) ?? rebuild();
    // Batch normalisation writes its moving averages while it trains; those that are compressed stay as they are.
    variable.write = () => {
      if (variable.trainable) throw new ModelError(`${variable.originalName}: is compressed and cannot be written`);
      return variable;
    };
  }

  const owners = new Map<tf.layers.Layer, Map<tf.layers.Layer, tf.LayerVariable[]>>();
  for (const [owner, outermost] of layersIn(net)) {
    for (const list of ['_trainableWeights', '_nonTrainableWeights'] as const) {
      const listed: unknown = Reflect.get(owner, list);
      const own = Array.isArray(listed) ? listed.filter((variable) => rebuilders.has(variable)) : [];
      if (!Array.isArray(listed) || own.length === 0) continue;
      Reflect.set(
        owner,
        list,
        listed.flatMap((variable) => replacements.get(variable) ?? [variable]),
      );
      const inside = owners.get(outermost) ?? new Map<tf.layers.Layer, tf.LayerVariable[]>();
      owners.set(outermost, inside.set(owner, [...(inside.get(owner) ?? []), ...own]));
    }
  }

  const { standInOf, firstCellOf } = standIns();
  const acting = new Map<tf.layers.Layer, StandIn>();
  const weightOf = (variable: tf.LayerVariable): Weight =>
    rebuilders.get(variable) ?? { rebuild: () => variable.read(), factors: () => undefined };
  for (const [layer] of layersIn(net)) {
    const call = layer.call.bind(layer);
    const cell = firstCellOf(layer);
    if (cell) {
      // What a cell does with inputs alone it does for all steps at once.
      layer.call = (inputs, kwargs) => {
        const standIn = acting.get(cell);
        if (!standIn?.ahead) return call(inputs, kwargs);
        acting.set(cell, { call: (all) => standIn.call(all, true) });
        try {
          return call(standIn.ahead([inputs].flat()[0]!), kwargs);
        } finally {
          acting.set(cell, standIn);
        }
      };
    } else {
      layer.call = (inputs, kwargs) => acting.get(layer)?.call(inputs) ?? call(inputs, kwargs);
    }
  }
  for (const [layer, inside] of owners) {
    const call = layer.call.bind(layer);
    // A recurrent layer uses its weights at every step: what it takes of them is made once for all.
    layer.call = (inputs, kwargs) =>
      tf.tidy(() => {
        try {
          for (const [owner, own] of inside) {
            const standIn = standInOf(owner, weightOf, Boolean(kwargs?.training), [inputs].flat()[0]?.shape[0] ?? 1);
            if (standIn) acting.set(owner, standIn);
            else for (const variable of own) held.set(variable, rebuilders.get(variable)!.rebuild());
          }
          return call(inputs, kwargs);
        } finally {
          for (const [owner, own] of inside) {
            acting.delete(owner);
            for (const variable of own) held.delete(variable);
          }
        }
      });
  }

  const values = net.weights.map((variable) => variable.read());
  const dispose = net.dispose.bind(net);
  net.dispose = () => {
    const result = dispose();
    if (result.refCountAfterDispose !== 0) return result;
    for (const { dispose } of rebuilders.values()) dispose();
    // A model that is called twice within another one is left over.
    tf.dispose(values.filter(({ isDisposed }) => !isDisposed));
    return result;
  };
}

/** The layers of a model, also those within wrappers and recurrent layers, each with the outermost one that calls it. */
function* layersIn(
  layer: tf.layers.Layer,
  outermost?: tf.layers.Layer,
  seen: Set<tf.layers.Layer> = new Set(),
): Generator<[layer: tf.layers.Layer, outermost: tf.layers.Layer]> {
  if (seen.has(layer)) return;
  seen.add(layer);
  yield [layer, outermost ?? layer];
  const isModel = layer instanceof tf.LayersModel;
  const inner: unknown[] = isModel ? layer.layers : Object.values(layer).flat();
  for (const child of inner) {
    if (child instanceof tf.layers.Layer) yield* layersIn(child, isModel ? outermost : (outermost ?? layer), seen);
  }
}
