import * as tf from '@tensorflow/tfjs';

/** The least singular value that counts as one, as a share of the largest. */
const LEAST = 1e-5;

/** Steps that are taken on the Gram matrix before it is formed anew; more of them would bring up its rounding errors. */
const STEPS = 4;

/**
 * Factors ρ of the steps X ← ρX(3 − ρ²XᵀX)/2 that bring singular values from between `least` and 1 as near to 1 as so many can,
 * and never above.
 */
function stepsFrom(least: number): number[] {
  const steps: number[] = [];
  for (let low = least; low < 1 - 1e-4 || steps.length % STEPS > 0; ) {
    const factor = Math.sqrt(3 / (1 + low + low ** 2));
    low = (factor * low * (3 - (factor * low) ** 2)) / 2;
    steps.push(factor);
  }
  return steps;
}

const FACTORS = stepsFrom(LEAST);

/**
 * U·Vᵀ of a matrix U·S·Vᵀ [m, n], of the same shape, by products of matrices alone. Where a singular value is below about 1e-5 of
 * the largest, something between none and all of u·vᵀ is left. Each call begins anew: the iteration keeps singular vectors, so
 * one that began at the result for a matrix that differs a little would end there.
 * @see Chen, Chow, "A stable scaling of Newton-Schulz for improving the sign function computation of a Hermitian matrix", 2014
 */
export const polarFactor = (matrix: tf.Tensor2D): tf.Tensor2D =>
  tf.tidy(() => {
    const [m, n] = matrix.shape;
    if (m > n) return tf.transpose(polarFactor(tf.transpose(matrix)));
    const identity = tf.eye(m);
    // The norm of the Gram matrix bounds the square of the largest singular value; one just above 1 would change sign.
    const bound = tf.matMul(matrix, matrix, false, true).norm().sqrt().mul(1.01).add(1e-12);
    let x: tf.Tensor2D = tf.div(matrix, bound);
    for (let at = 0; at < FACTORS.length; at += STEPS) {
      let gram: tf.Tensor2D = tf.matMul(x, x, false, true);
      let all: tf.Tensor2D | undefined;
      for (const [i, factor] of FACTORS.slice(at, at + STEPS).entries()) {
        const step: tf.Tensor2D = tf.sub(identity.mul(1.5 * factor), gram.mul(factor ** 3 / 2));
        if (i < STEPS - 1) gram = tf.matMul(tf.matMul(step, gram), step);
        all = all ? tf.matMul(step, all) : step;
      }
      if (all) x = tf.matMul(all, x);
    }
    return x;
  });
