import * as tf from '@tensorflow/tfjs';
import { bareOutputs } from './bare-outputs.ts';
import { layerOutput } from './layer-output.ts';
import type { Teacher } from './teacher.ts';

/**
 * A LayersModel as a teacher. It stays as it is.
 * @param layers The layers inside that are asked for.
 * @throws OptionError if there is no such layer.
 */
export function layersTeacher(net: tf.LayersModel, layers: readonly string[]): Pick<Teacher, 'kinds' | 'ask'> {
  const bare = bareOutputs(net);
  const wanted = [...net.outputs, ...layers.map((name) => layerOutput('teacher', net, name))];
  // A model gives no tensor twice.
  const distinct = [...new Set(wanted)];
  const watched = tf.model({ inputs: net.inputs, outputs: distinct });
  return {
    kinds: bare.map(({ kind }) => kind),
    ask: (xs) =>
      tf.tidy(() => {
        const undo = bare.map(({ strip }) => strip());
        try {
          const found = [watched.predictOnBatch(xs)].flat();
          return wanted.map((symbol, i) => {
            const value = found[distinct.indexOf(symbol)]!;
            return bare[i]?.logits(value) ?? tf.clone(value);
          });
        } finally {
          for (const putBack of undo) putBack();
        }
      }),
  };
}
