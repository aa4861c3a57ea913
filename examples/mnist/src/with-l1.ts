import * as tf from '@tensorflow/tfjs';

/**
 * An optimizer that also pulls every weight towards zero, by adding `penalty` · sign(w) to its gradient. Weights that matter
 * little are then small when it is time to prune.
 */
export function withL1<Optimizer extends tf.Optimizer>(optimizer: Optimizer, penalty: number): Optimizer {
  const apply = optimizer.applyGradients.bind(optimizer);
  optimizer.applyGradients = (gradients) => {
    const entries = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor] as const)
      : Object.entries(gradients);
    const penalised = tf.tidy(() =>
      Object.fromEntries(
        entries.map(([name, gradient]) => {
          const weight = tf.engine().registeredVariables[name];
          return [name, weight ? tf.add(gradient, tf.mul(tf.sign(weight), penalty)) : gradient];
        }),
      ),
    );
    apply(penalised);
    tf.dispose(penalised);
  };
  return optimizer;
}
