import * as tf from '@tensorflow/tfjs';
import type { OutputKind } from './output-kind.ts';

/** An output of a model before the activation that makes probabilities of it. */
export interface BareOutput {
  /** What the activation says that it means; undefined where it is linear, or not known. */
  readonly kind: OutputKind | undefined;
  /** Takes the activation off its layer, and gives the function that puts it back. */
  strip(): () => void;
  /** Logits, of what comes out while it is off. */
  logits(output: tf.Tensor): tf.Tensor;
}

const KINDS: Readonly<Record<string, OutputKind>> = { softmax: 'classes', sigmoid: 'labels' };

/** The layers of TensorFlow.js that apply their activation last of all. */
const ACTIVATED =
  /^(Dense|Activation|Conv1D|Conv2D|Conv3D|Conv2DTranspose|Conv3DTranspose|SeparableConv2D|DepthwiseConv2D)$/;

const asItIs = { strip: () => () => {}, logits: (output: tf.Tensor) => output };

// Probabilities are all that is left where an activation cannot be taken off: of 0 and 1 no finite logits are known.
const LEAST = 1e-7;
const LOGITS: Readonly<Record<OutputKind, (p: tf.Tensor) => tf.Tensor>> = {
  classes: (p) => tf.log(tf.clipByValue(p, LEAST, 1)),
  labels: (p) => {
    const inside = tf.clipByValue(p, LEAST, 1 - LEAST);
    return tf.sub(tf.log(inside), tf.log(tf.sub(1, inside)));
  },
  values: (x) => x,
};

/**
 * What the outputs of a model are, and how to come by their logits: without the activation of the last layer, so that they are
 * exact. Of a layer that is called several times, in which it would be missed elsewhere, they are the logarithms of what comes out.
 */
export const bareOutputs = (net: tf.LayersModel): BareOutput[] => net.outputs.map(bareOutput);

function bareOutput({ sourceLayer, outputTensorIndex, shape }: tf.SymbolicTensor): BareOutput {
  const layers = innermost(sourceLayer, outputTensorIndex);
  const layer = layers.at(-1)!;
  const { activation: own, axis } = layer.getConfig();
  const isSoftmax = layer.getClassName() === 'Softmax' && (axis === -1 || axis === shape.length - 1);
  const activation = isSoftmax ? 'softmax' : own;
  const kind = typeof activation === 'string' && Object.hasOwn(KINDS, activation) ? KINDS[activation] : undefined;
  if (!kind) return { ...asItIs, kind: activation === undefined || activation === 'linear' ? undefined : 'values' };
  // A model has been called once by itself, when it was made.
  const isShared = layers.some((some) => some.inboundNodes.length > (some instanceof tf.LayersModel ? 2 : 1));
  if (isShared || !(isSoftmax || ACTIVATED.test(layer.getClassName())))
    return { ...asItIs, kind, logits: LOGITS[kind] };
  return {
    ...asItIs,
    kind,
    strip: () => (isSoftmax ? replaced(layer, 'call', first) : replaced(layer, 'activation', linear())),
  };
}

/** The layer that gives an output, the one within that if it is a model or a wrapper, and so on. */
function innermost(layer: tf.layers.Layer, index = 0): tf.layers.Layer[] {
  const inner: unknown =
    layer instanceof tf.LayersModel ? layer.outputs[index]?.sourceLayer : Reflect.get(layer, 'layer');
  return inner instanceof tf.layers.Layer ? [layer, ...innermost(inner)] : [layer];
}

const first = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor => [inputs].flat()[0]!;

const linear = (): unknown => Reflect.get(tf.layers.activation({ activation: 'linear', name: 'linear' }), 'activation');

/** Sets a property, and gives the function that makes it what it was. */
function replaced(object: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Reflect.set(object, name, value);
  return () => {
    if (before) Object.defineProperty(object, name, before);
    else Reflect.deleteProperty(object, name);
  };
}
