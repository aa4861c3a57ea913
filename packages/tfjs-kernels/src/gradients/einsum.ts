import type { Tensor } from '@tensorflow/tfjs';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { alone, common, einsumEquationOf } from '../products/einsum-equation.ts';
import type { TensorFlow } from '../tensorflow.ts';

/** The gradient of `tf.einsum`: for each operand an einsum of dy and the other one, repeated along axes that were summed alone. */
export const einsum: OpGradient = {
  kernelName: 'Einsum',
  make: (tf) => ({
    kernelName: 'Einsum',
    saveAllInputs: true,
    gradFunc(dy, saved, attrs) {
      const { terms, result } = einsumEquationOf(
        attrs.equation,
        saved.map(({ shape }) => shape),
      );
      const z = [dy].flat()[0]!;
      return Object.fromEntries(
        saved.map((x, i) => {
          const other = saved.length > 1 ? { x: saved[1 - i]!, term: terms[1 - i]! } : undefined;
          return [i, () => gradientFor(tf, x, terms[i]!, z, result, other)];
        }),
      );
    },
  }),
};

function gradientFor(
  tf: TensorFlow,
  x: Tensor,
  term: string,
  dy: Tensor,
  result: string,
  other?: { readonly x: Tensor; readonly term: string },
): Tensor {
  const known = common(term, result + (other?.term ?? ''));
  let dx: Tensor;
  if (other) {
    // The kernel of the cpu backend goes astray where one operand has an axis for itself that is summed over.
    const summed = alone(other.term, result, term);
    const rest = alone(other.term, summed);
    const axes = [...summed].map((letter) => other.term.indexOf(letter));
    const factor = axes.length > 0 ? tf.sum(other.x, axes) : other.x;
    dx = tf.einsum(`${result},${rest}->${known}`, dy, factor);
  } else {
    dx = tf.einsum(`${result}->${known}`, dy);
  }
  if (known === term) return dx;
  const kept = x.shape.map((length, axis) => (known.includes(term[axis]!) ? length : 1));
  return tf.tile(
    dx.reshape(kept),
    x.shape.map((length, axis) => length / kept[axis]!),
  );
}
