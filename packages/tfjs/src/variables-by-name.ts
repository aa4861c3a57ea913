import * as tf from '@tensorflow/tfjs';

/**
 * The variable that takes each weight, trainable ones first. The model itself is asked, as it knows how the names of all
 * versions of Keras are meant.
 */
export function variablesByName(net: tf.LayersModel, names: readonly string[]): Map<string, tf.LayerVariable> {
  const found = new Map<tf.LayerVariable, string>();
  tf.tidy(() => {
    const marks = new Map(names.map((name) => [tf.scalar(0) as tf.Tensor, name]));
    for (const variable of net.weights) {
      variable.write = (mark) => {
        found.set(variable, marks.get(mark)!);
        return variable;
      };
    }
    net.loadWeights(Object.fromEntries([...marks].map(([mark, name]) => [name, mark])));
    for (const variable of net.weights) Reflect.deleteProperty(variable, 'write');
  });
  return new Map(net.weights.flatMap((variable) => (found.has(variable) ? [[found.get(variable)!, variable]] : [])));
}
