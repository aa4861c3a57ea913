import { type Codecs, isNode, type Json, type JsonObject, type Model, type Node, type Tree } from '@tensorpress/core';
import { isArray, isObject } from './json.ts';
import { ModelError } from './model-error.ts';
import { factorTrees } from './stock-layers/factor-trees.ts';
import { flatMapLayers } from './stock-layers/flat-map-layers.ts';
import { kernelOf, nameOf, splitLayer } from './stock-layers/split-layer.ts';
import { topologyOf, topologyToJson } from './topology.ts';

/** A model of which factored layers became several, and what became of its encoded weights. */
export interface StockLayers {
  readonly model: Model;
  /** Weights that several layers have now, with the names of what they have in place of it. */
  readonly rewritten: readonly { readonly name: string; readonly into: readonly string[] }[];
  /** Encoded weights that stay as they are, which TensorFlow.js has decoded. */
  readonly left: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Makes several layers of each layer whose kernel is factored: two Dense of a Dense, two or three convolutions of one, of which
 * some may be depthwise, an Embedding and a Dense of an Embedding; the last of them has its name. The model computes what it did before, and the factors are ordinary
 * weights: saved by `saveModel`, they stay factors in stock TensorFlow.js. They are encoded as they were wherever they are
 * parts of the weight as they stand.
 * @throws ModelError if the model is no LayersModel; CodecError as `decode` does.
 */
export async function toStockLayers(model: Model, codecs: Codecs): Promise<StockLayers> {
  const topology = topologyOf(model);
  if (topology.format !== 'layers-model') {
    throw new ModelError('a GraphModel has no layers: only those of a LayersModel can become several');
  }
  const layers = layersOf(topology.modelTopology);
  const unique = uniqueNames(namesIn(topology.modelTopology));
  const factorsOf = factorTrees(codecs);
  const replacements = new Map<JsonObject, readonly JsonObject[]>();

  /** The weights that are there for one; or a few words on why it stays. */
  const split = async (name: string, node: Node): Promise<readonly (readonly [string, Tree])[] | string> => {
    const factors = await factorsOf(node);
    if (typeof factors === 'string') return factors;
    const layer = layers.get(scopeOf(name)) ?? layers.get(scopeOf(scopeOf(name)));
    if (!layer) return 'no layer has a name that this name begins with';
    const kernel = kernelOf(layer);
    const own = name.slice(name.lastIndexOf('/') + 1);
    if (own !== kernel) return `${layer.class_name} cannot be several layers by its ${own}`;
    const last = factors.length - 1;
    const names = factors.map((_, i) => (i < last ? unique(`${nameOf(layer)}_factor`) : nameOf(layer)));
    const shapes = factors.map(({ shape }) => shape);
    const parts = splitLayer(layer, node.shape, shapes, names);
    if (typeof parts === 'string') return parts;
    replacements.set(layer, parts);
    return factors.map((factor, i) => {
      const part = kernelOf(parts[i]!);
      return [i === last && part === kernel ? name : `${names[i]}/${part}`, factor] as const;
    });
  };

  const weights: [string, Tree][] = [];
  const rewritten: StockLayers['rewritten'][number][] = [];
  const left: StockLayers['left'][number][] = [];
  for (const [name, tree] of Object.entries(model.weights)) {
    const factors = isNode(tree) ? await split(name, tree) : [];
    if (typeof factors === 'string') left.push({ name, reason: factors });
    if (typeof factors === 'string' || factors.length === 0) {
      weights.push([name, tree]);
      continue;
    }
    for (const [own, factor] of factors) weights.push([own, factor]);
    rewritten.push({ name, into: factors.map(([own]) => own) });
  }

  const modelTopology = flatMapLayers(topology.modelTopology, (layer) => replacements.get(layer) ?? [layer]);
  return {
    model: { weights: Object.fromEntries(weights), topology: topologyToJson({ ...topology, modelTopology }) },
    rewritten,
    left,
  };
}

/** The layers of a model by name, those of models inside it too. */
function layersOf(model: JsonObject): Map<string, JsonObject> {
  const layers = new Map<string, JsonObject>();
  flatMapLayers(model, (layer) => {
    layers.set(nameOf(layer), layer);
    return [layer];
  });
  return layers;
}

const scopeOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/')));

/** All that is called a name: of layers, and of models inside models. */
const namesIn = (json: Json): string[] => {
  if (isArray(json)) return json.flatMap(namesIn);
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([key, item]) =>
    key === 'name' && typeof item === 'string' ? [item] : namesIn(item),
  );
};

/** Makes names that are none of those that are taken, nor one another. */
function uniqueNames(taken: Iterable<string>): (name: string) => string {
  const known = new Set(taken);
  return (name) => {
    let unique = name;
    for (let i = 2; known.has(unique); i++) unique = `${name}_${i}`;
    known.add(unique);
    return unique;
  };
}
