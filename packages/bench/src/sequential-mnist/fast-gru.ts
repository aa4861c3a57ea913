import * as tf from '@tensorflow/tfjs';
import type { KernelsOptions } from '@tensorpress/simd';
import { type GruSequence, type GruShape, gruSequence } from './gru-sequence.ts';

/**
 * Lets the bidirectional GRU layers of a model compute by `gruSequence`, until the function that it resolves to is called. The layers
 * stay what they are, and keep their weights.
 * @throws Error if a bidirectional layer is none of GRUs with sigmoid gates that returns sequences.
 */
export async function fastGru(model: tf.LayersModel, options?: KernelsOptions): Promise<() => void> {
  const undo: (() => void)[] = [];
  for (const layer of model.layers) {
    if (layer.getClassName() !== 'Bidirectional') continue;
    const { layer: inner } = layer.getConfig();
    const [kernel, recurrent] = layer.getWeights();
    if (!fits(inner))
      throw new Error(`fast-gru: ${layer.name} must be of GRUs with sigmoid gates that return sequences`);
    const inputs = kernel!.shape[0]!;
    const units = recurrent!.shape[0]!;
    const taken = [
      await take({ inputs, units, reversed: false }, options),
      await take({ inputs, units, reversed: true }, options),
    ];
    const [forwards, backwards] = taken.map(({ gru }) => gru);
    const { call } = layer;
    layer.call = (input) => {
      const x = single(input);
      const weights = layer.getWeights();
      return tf.concat([applyGru(forwards!, x, weights.slice(0, 3)), applyGru(backwards!, x, weights.slice(3))], 2);
    };
    undo.push(() => {
      layer.call = call;
      for (const { free, gru } of taken) free.push(gru);
    });
  }
  return () => {
    for (const step of undo) step();
  };
}

/** What is not in use, by what it is for: its memory is worth keeping. */
const pool = new Map<string, GruSequence[]>();

async function take(shape: GruShape, options: KernelsOptions = {}) {
  const key = JSON.stringify([shape, options]);
  const free = pool.get(key) ?? [];
  pool.set(key, free);
  return { free, gru: free.pop() ?? (await gruSequence(shape, options)) };
}

/** One direction: whole sequences as one operation, with a gradient of its own. */
export function applyGru(gru: GruSequence, x: tf.Tensor, weights: readonly tf.Tensor[]): tf.Tensor {
  const [kernel, recurrent, bias] = weights.map(floats);
  const [batch, steps] = x.shape;
  if (x.rank !== 3 || !batch || !steps || !kernel || !recurrent || !bias) {
    throw new Error(`fast-gru: there must be sequences and three weights, not ${x.shape} and ${weights.length}`);
  }
  const operation = tf.customGrad(() => {
    const y = gru.forward(floats(x), { kernel, recurrent, bias }, { batch, steps });
    return {
      value: tf.tensor(y, [batch, steps, y.length / batch / steps]),
      gradFunc: (dy: tf.Tensor) => {
        const gradients = gru.backward(floats(dy));
        return [gradients.x, gradients.kernel, gradients.recurrent, gradients.bias].map((values, i) =>
          tf.tensor(values, [x, ...weights][i]!.shape),
        );
      },
    };
  });
  return operation(x, ...weights);
}

function floats(tensor: tf.Tensor): Float32Array {
  const values = tensor.dataSync();
  if (!(values instanceof Float32Array))
    throw new Error(`fast-gru: there must be float32 numbers, not ${tensor.dtype}`);
  return values;
}

function single(tensors: tf.Tensor | tf.Tensor[]): tf.Tensor {
  const [first, ...others] = [tensors].flat();
  if (!first || others.length > 0) throw new Error('fast-gru: there must be one input');
  return first;
}

const fits = (layer: unknown): boolean =>
  isDict(layer) &&
  layer.className === 'GRU' &&
  isDict(layer.config) &&
  layer.config.recurrentActivation === 'sigmoid' &&
  layer.config.returnSequences === true;

const isDict = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
