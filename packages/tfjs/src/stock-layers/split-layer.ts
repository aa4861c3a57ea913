import type { Json, JsonObject } from '@tensorpress/core';
import { isArray, isObject } from '../json.ts';

/** A layer as topologies have it. */
interface Part extends JsonObject {
  readonly class_name: string;
  readonly config: JsonObject;
}

/** What is known of a layer that can be several. */
interface Kind {
  /** The weight that is taken apart. */
  readonly kernel: 'kernel' | 'embeddings';
  /** The number of axes that the kernel moves along. */
  readonly axes: number;
  /** The option that says how many features the layer gives. */
  readonly width: 'units' | 'filters' | 'output_dim';
}

const KINDS: Readonly<Record<string, Kind>> = {
  Dense: { kernel: 'kernel', axes: 0, width: 'units' },
  Conv1D: { kernel: 'kernel', axes: 1, width: 'filters' },
  Conv2D: { kernel: 'kernel', axes: 2, width: 'filters' },
  Conv3D: { kernel: 'kernel', axes: 3, width: 'filters' },
  Embedding: { kernel: 'embeddings', axes: 0, width: 'output_dim' },
};

/** A convolution along two axes of each channel by itself: it is made of others, and is none that becomes several. */
const DEPTHWISE = 'DepthwiseConv2D';

const kindOf = ({ class_name }: JsonObject): Kind | undefined =>
  typeof class_name === 'string' && Object.hasOwn(KINDS, class_name) ? KINDS[class_name] : undefined;

const innerOf = ({ class_name, config }: JsonObject): JsonObject | undefined =>
  class_name === 'TimeDistributed' && isObject(config) && isObject(config.layer) ? config.layer : undefined;

/** The name in the config of a layer. */
export const nameOf = ({ config }: JsonObject): string =>
  isObject(config) && typeof config.name === 'string' ? config.name : '';

/** The name that the kernel has in a layer that can be several, or be one of them. */
export function kernelOf(layer: JsonObject): Kind['kernel'] | 'depthwise_kernel' | undefined {
  const own = innerOf(layer) ?? layer;
  return own.class_name === DEPTHWISE ? 'depthwise_kernel' : kindOf(own)?.kernel;
}

/**
 * The layers that one after the other do what one does, or a few words on why there are none. The last has the name, bias and
 * activation of the one; what the config says of its kernel alone, for training, is left out, as no layer has that kernel.
 * @param shapes Of the factors of the kernel.
 * @param names Of all the layers.
 */
export function splitLayer(
  layer: JsonObject,
  whole: readonly number[],
  shapes: readonly (readonly number[])[],
  names: readonly string[],
): Part[] | string {
  const { config, inbound_nodes: calls } = layer;
  if (!isObject(config)) return 'its layer has no config';
  if (isArray(calls) && calls.some((call) => inputsOf(call).includes(layer.name ?? null)))
    return 'its layer is called on what it gave itself';
  const inner = innerOf(layer);
  const parts = inner
    ? splitLayer(inner, whole, shapes, [...names.slice(0, -1), nameOf(inner)])
    : splitConfig(layer, config, whole, shapes);
  if (typeof parts === 'string') return parts;
  return parts.map((part, i) => {
    const name = names[i]!;
    const own = inner ? { class_name: 'TimeDistributed', config: { ...config, layer: part } } : part;
    return {
      ...layer,
      ...own,
      ...('name' in layer && { name }),
      config: { ...(i === 0 ? own.config : withoutInput(own.config)), name },
      ...(isArray(calls) && i > 0 && { inbound_nodes: calls.map((_, call) => [[names[i - 1]!, call, 0, {}]]) }),
    };
  });
}

const inputsOf = (call: Json): Json[] =>
  isArray(call) ? call.flatMap((input) => (isArray(input) ? [input[0] ?? null] : [])) : [];

function splitConfig(
  layer: JsonObject,
  config: JsonObject,
  whole: readonly number[],
  shapes: readonly (readonly number[])[],
): Part[] | string {
  const { class_name } = layer;
  const kind = kindOf(layer);
  if (!kind || typeof class_name !== 'string')
    return `${class_name} cannot be several layers by its ${kernelOf(layer)}`;
  const { axes, width, kernel } = kind;
  if ((config.groups ?? 1) !== 1) return 'the channels of its layer are in groups';
  if (!fit(shapes, whole, axes)) return `its factors [${shapes.join('], [')}] are no kernels of such layers`;
  const isDepthwise = shapes.map((_, i) => depthwise(shapes, i));
  if (isDepthwise.includes(true) && axes !== 2)
    return 'of its factors one is depthwise, for which there is no such layer';
  if (isDepthwise.includes(true) && [config.dilation_rate ?? 1].flat().some((rate) => rate !== 1))
    return 'of its factors one is depthwise, and layers of that kind do not dilate';

  const linear = { activation: 'linear', use_bias: false };
  return shapes.map((shape, i) => {
    const last = i === shapes.length - 1;
    const features = shape.at(-1)!;
    if (kernel === 'embeddings' && i > 0) {
      const kept = pick(config, (key) => /^(trainable|dtype)$/.test(key) || (last && key === 'activity_regularizer'));
      return { class_name: 'Dense', config: { ...kept, ...linear, units: features } };
    }
    const ofKernel = /^kernel_(initializer|regularizer|constraint)$/;
    const ofAny = /_(initializer|regularizer|constraint)$/;
    if (isDepthwise[i]) {
      const kept = pick(config, (key) => key !== width && !ofAny.test(key));
      const own = { ...linear, ...geometry(config, shapes, i, axes), depth_multiplier: 1 };
      return { class_name: DEPTHWISE, config: { ...kept, ...own } };
    }
    return {
      class_name,
      config: {
        ...pick(config, (key) => !(last ? ofKernel : ofAny).test(key)),
        ...(!last && kernel === 'kernel' && linear),
        ...(axes > 0 && geometry(config, shapes, i, axes)),
        [width]: features,
      },
    };
  });
}

const pick = (config: JsonObject, wanted: (key: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(config).filter(([key]) => wanted(key)));

/** A config of a layer that is not the first of a model. */
const withoutInput = (config: JsonObject): JsonObject =>
  pick(config, (key) => !/^(batch_input_shape|input_shape|input_dim|batch_size)$/.test(key));

/** Whether layers with such kernels, one after the other, may do what one with a whole kernel does. */
function fit(shapes: readonly (readonly number[])[], whole: readonly number[], axes: number): boolean {
  const sized = shapes.every((shape) => shape.length === axes + 2 && shape.every((size) => size > 0));
  const features = [whole.at(-2), ...shapes.map((shape, i) => shape.at(depthwise(shapes, i) ? -2 : -1))];
  const chained = shapes.every((shape, i) => shape.at(-2) === features[i]) && features.at(-1) === whole.at(-1);
  const spread = whole.slice(0, axes).every((size, axis) => {
    const long = shapes.flatMap((shape) => (shape[axis]! > 1 ? [shape[axis]] : []));
    return long.length === 0 ? size === 1 : long.length === 1 && long[0] === size;
  });
  return whole.length === axes + 2 && sized && chained && spread;
}

/** Whether a kernel [...window, n, 1] is depthwise: the next takes n channels, and not 1. */
const depthwise = (shapes: readonly (readonly number[])[], i: number): boolean => {
  const [inputs, outputs] = shapes[i]!.slice(-2);
  const next = shapes[i + 1]?.at(-2);
  return outputs === 1 && next !== 1 && next === inputs;
};

/** How the kernel of a convolution moves: along each axis the longest, or else the first, takes the steps of the whole. */
function geometry(config: JsonObject, shapes: readonly (readonly number[])[], i: number, axes: number): JsonObject {
  const along = (steps: Json = 1) =>
    Array.from({ length: axes }, (_, axis) => {
      const long = shapes.findIndex((shape) => shape[axis]! > 1);
      return i === Math.max(0, long) ? ((isArray(steps) ? steps[axis] : steps) ?? 1) : 1;
    });
  return {
    kernel_size: shapes[i]!.slice(0, axes),
    strides: along(config.strides),
    dilation_rate: along(config.dilation_rate),
  };
}
