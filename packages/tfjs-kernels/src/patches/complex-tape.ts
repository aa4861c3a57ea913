import type { GradFunc, Tensor } from '@tensorflow/tfjs';
import { partsOf } from '../derivatives/parts-of.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { type Engine, type Inputs, isEngine, type OnTape, UNKNOWN_ENGINE } from './engine.ts';
import { override } from './override.ts';
import type { Patch } from './patch.ts';

/** Kernels that do the same to both parts of complex64 tensors, so that their gradients are right for each part. */
const BY_PARTS: ReadonlySet<string> = new Set([
  'Add',
  'Concat',
  'ExpandDims',
  'Identity',
  'Neg',
  'OnesLike',
  'Pack',
  'Reshape',
  'Slice',
  'Sub',
  'ZerosLike',
]);

/**
 * Gradients through complex64 tensors, on every backend. The tape of TensorFlow.js adds up gradients of type float32 only, so a
 * complex tensor stands on it as two real ones: its id for the real part, another for the imaginary part. Gradient functions see
 * complex tensors: they get a complex dy and give complex gradients, ∂L/∂Re + i·∂L/∂Im.
 */
export const complexTape: Patch = {
  patchName: 'gradients of complex64 tensors',
  apply(tf) {
    const engine: unknown = tf.engine();
    if (!isEngine(engine)) return UNKNOWN_ENGINE;
    const { addTapeNode, gradients } = engine;
    const onTape = partsOn(engine);

    return override<Engine>(engine, {
      addTapeNode(kernelName, inputs, outputs, custom, saved, attrs) {
        const given = Object.entries(inputs).flatMap(([name, x]) => (x ? [{ name, x }] : []));
        const add = (name: string, from: Inputs, to: readonly OnTape[], gradFunc: GradFunc | null | undefined) =>
          addTapeNode.call(engine, name, from, to, gradFunc, saved, attrs);
        if (!outputs.some(isComplex) && !given.some(({ x }) => isComplex(x))) {
          return add(kernelName, inputs, outputs, custom);
        }
        // The engine itself copies tensors that it saves, with a gradient of its own and `x` as the name of its input.
        if (BY_PARTS.has(kernelName) || (custom && 'x' in inputs)) {
          for (const part of ['real', 'imag'] as const) {
            const present = given.filter(({ x }) => part === 'real' || isComplex(x));
            const from = Object.fromEntries(present.map(({ name, x }) => [name, onTape(x)[part]]));
            add(
              kernelName,
              from,
              outputs.map((y) => onTape(y)[part]),
              custom,
            );
          }
          return;
        }
        const gradFunc = tf.getGradient(kernelName)?.gradFunc ?? custom;
        const complex = given.filter(({ x }) => isComplex(x)).map(({ name }) => name);
        const from = given.flatMap(({ name, x }) =>
          isComplex(x)
            ? ([
                [name, onTape(x).real],
                [imaginary(name), onTape(x).imag],
              ] as const)
            : ([[name, x]] as const),
        );
        const to = outputs.flatMap((y) => (isComplex(y) ? [onTape(y).real, onTape(y).imag] : [y]));
        // Under another name, since the engine prefers a registered gradient, which knows nothing of parts.
        add(
          `${kernelName} of complex64 tensors`,
          Object.fromEntries(from),
          to,
          gradFunc && ofParts(tf, gradFunc, complex, outputs.map(isComplex)),
        );
      },

      gradients(f, xs, dy, allowNoGradients) {
        const complex = xs.filter(isComplex);
        const parts = [...xs, ...complex.map((x) => onTape(x).imag)];
        const { value, grads } = gradients.call(engine, f, parts, dy, allowNoGradients);
        if (isComplex(value)) {
          throw new TypeError(
            'gradients: the result must be real, such as tf.real, tf.imag or tf.abs of it, not complex64',
          );
        }
        const whole = xs.map((x, i) => {
          if (!isComplex(x)) return grads[i];
          const [real, imag] = [grads[i], grads[xs.length + complex.indexOf(x)]];
          if (!real && !imag) return undefined;
          return tf.tidy(() => tf.complex(real ?? tf.zeros(x.shape), imag ?? tf.zeros(x.shape)));
        });
        return { value, grads: whole };
      },
    });
  },
};

const isComplex = ({ dtype }: OnTape): boolean => dtype === 'complex64';
const imaginary = (name: string): string => `imaginary part of ${name}`;

/** The two entries of the tape for a complex tensor. */
function partsOn(engine: Engine): (x: OnTape) => { readonly real: OnTape; readonly imag: OnTape } {
  const imaginaryIds = new WeakMap<OnTape, number>();
  return (x) => {
    if (!isComplex(x)) return { real: x, imag: x };
    const imaginaryId = imaginaryIds.get(x) ?? engine.nextTensorId();
    imaginaryIds.set(x, imaginaryId);
    const part = (id: number): OnTape => ({ id, shape: x.shape, size: x.size, dtype: 'float32' });
    return { real: part(x.id), imag: part(imaginaryId) };
  };
}

/** A gradient function of complex tensors as one of their parts. */
function ofParts(
  tf: TensorFlow,
  gradFunc: GradFunc,
  complexInputs: readonly string[],
  complexOutputs: readonly boolean[],
): GradFunc {
  return (dy, saved, attrs) => {
    const parts = [dy].flat();
    const dys = complexOutputs.map((complex) =>
      complex ? tf.complex(parts.shift()!, parts.shift()!) : parts.shift()!,
    );
    const gradients = gradFunc(dys.length === 1 ? dys[0]! : dys, saved, attrs);
    const result: ReturnType<GradFunc> = {};
    for (const [name, gradient] of Object.entries(gradients)) {
      // Of what is real only the real part of a gradient counts.
      if (!complexInputs.includes(name)) {
        result[name] = () => realOf(tf, gradient());
        continue;
      }
      const [real, imag] = tf.tidy((): [Tensor, Tensor] => {
        const dx = gradient();
        return isComplex(dx) ? partsOf(tf, dx) : [dx, tf.zerosLike(dx)];
      });
      result[name] = () => real;
      result[imaginary(name)] = () => imag;
    }
    return result;
  };
}

const realOf = (tf: TensorFlow, dx: Tensor): Tensor => (isComplex(dx) ? partsOf(tf, dx)[0] : dx);
