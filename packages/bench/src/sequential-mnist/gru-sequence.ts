import {
  ACCUMULATE,
  type Kernels,
  type KernelsOptions,
  kernelsOn,
  scratchBytes,
  TRANSPOSE_A,
  TRANSPOSE_B,
} from '@tensorpress/simd';
import { closeReset, closeUpdate, openGates, updateState } from './gru-gates.ts';

/** Weights as stock layers hold them, gates in the order update, reset, candidate. */
export interface GruWeights {
  /** [inputs, 3 · units]. */
  readonly kernel: Float32Array;
  /** [units, 3 · units]. */
  readonly recurrent: Float32Array;
  /** [3 · units]. */
  readonly bias: Float32Array;
}

/** Sizes of a layer, and which way it reads. */
export interface GruShape {
  readonly inputs: number;
  readonly units: number;
  /** Reads from the last step to the first; outputs stay with the steps they belong to. */
  readonly reversed?: boolean;
}

/** How many sequences there are, and of how many steps. */
export interface SequenceShape {
  readonly batch: number;
  readonly steps: number;
}

/** One recurrent layer over whole sequences. */
export interface GruSequence {
  /** The outputs [batch, steps, units] for x [batch, steps, inputs]. */
  forward(x: Float32Array, weights: GruWeights, shape: SequenceShape): Float32Array<ArrayBuffer>;
  /**
   * What the gradient dy [batch, steps, units] of the outputs makes of x and weights, once after each `forward`.
   * @throws Error if there was no `forward` since the last time.
   */
  backward(dy: Float32Array): GruWeights & { readonly x: Float32Array };
}

/** Offsets into the memory, in elements; steps are in the order in which they are read. */
interface Layout extends SequenceShape {
  readonly kernel: number;
  readonly dKernel: number;
  /** Weights; the gradients in the end. */
  readonly recurrent: number;
  readonly bias: number;
  /** [steps, batch, inputs]; the gradient in the end. */
  readonly x: number;
  /** [steps, batch, 3 · units]: gates, of which `backward` makes their gradients. */
  readonly gates: number;
  /** [1 + steps, batch, units]: what each step starts from, and what the last one gives. */
  readonly hidden: number;
  /** [steps, batch, units]: what the reset gate leaves of that. */
  readonly kept: number;
  /** [batch, units] each. */
  readonly carry: number;
  readonly product: number;
  readonly end: number;
}

const PAGE = 2 ** 16;

/**
 * Makes a gated recurrent unit that takes a sequence in two matrix products a step forwards and two backwards, and the
 * rest in products over all steps. What stock `tf.layers.gru` computes with `recurrentActivation: 'sigmoid'`, at a small part
 * of the operations.
 * @see Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder", EMNLP 2014 (1406.1078v1: the reset gate
 * before the product).
 */
export async function gruSequence(
  { inputs, units, reversed = false }: GruShape,
  options: KernelsOptions = {},
): Promise<GruSequence> {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(scratchBytes / PAGE) });
  const kernels: Kernels = await kernelsOn(memory, options);
  const width = 3 * units;
  let view = new Float32Array(memory.buffer);
  let saved: Layout | undefined;

  function layoutOf({ batch, steps }: SequenceShape): Layout {
    let end = Math.ceil(scratchBytes / 64) * 16;
    const take = (elements: number) => {
      const at = end;
      end += Math.ceil(elements / 16) * 16;
      return at;
    };
    const rows = steps * batch;
    return {
      batch,
      steps,
      kernel: take(inputs * width),
      dKernel: take(inputs * width),
      recurrent: take(units * width),
      bias: take(width),
      x: take(rows * inputs),
      gates: take(rows * width),
      hidden: take((rows + batch) * units),
      kept: take(rows * units),
      carry: take(batch * units),
      product: take(batch * units),
      end,
    };
  }

  /** C [m, n] = op(A) · op(B), at offsets and with distances between rows in elements. */
  const multiply = (
    a: readonly [number, number],
    b: readonly [number, number],
    c: readonly [number, number],
    m: number,
    k: number,
    n: number,
    flags: number,
  ) => kernels.matMul(4 * a[0], a[1], 4 * b[0], b[1], 4 * c[0], c[1], m, k, n, flags, 0);

  const timeOf = (step: number, steps: number) => (reversed ? steps - 1 - step : step);

  return {
    forward(x, weights, shape) {
      const layout = layoutOf(shape);
      const { batch, steps, gates, hidden, kept, recurrent } = layout;
      const missing = Math.ceil((4 * layout.end) / PAGE) - memory.buffer.byteLength / PAGE;
      if (missing > 0) {
        memory.grow(missing);
        view = new Float32Array(memory.buffer);
      }
      view.set(weights.kernel, layout.kernel);
      view.set(weights.recurrent, recurrent);
      view.set(weights.bias, layout.bias);
      for (let step = 0; step < steps; step++) {
        const from = timeOf(step, steps) * inputs;
        copyRows(x, from, steps * inputs, view, layout.x + step * batch * inputs, inputs, batch, inputs);
      }
      multiply([layout.x, inputs], [layout.kernel, width], [gates, width], steps * batch, inputs, width, 0);
      view.fill(0, hidden, hidden + batch * units);
      const y = new Float32Array(batch * steps * units);
      for (let step = 0; step < steps; step++) {
        const gate = gates + step * batch * width;
        const before = hidden + step * batch * units;
        const reset = kept + step * batch * units;
        multiply([before, units], [recurrent, width], [gate, width], batch, units, 2 * units, ACCUMULATE);
        openGates(view, gate, layout.bias, before, reset, batch, units);
        multiply(
          [reset, units],
          [recurrent + 2 * units, width],
          [gate + 2 * units, width],
          batch,
          units,
          units,
          ACCUMULATE,
        );
        const time = timeOf(step, steps);
        updateState(view, gate, layout.bias, before, y, time * units, steps * units, batch, units);
      }
      saved = layout;
      return y;
    },

    backward(dy) {
      if (!saved) throw new Error('gru-sequence: backward must follow forward, and once');
      const { batch, steps, x, gates, hidden, kept, kernel, dKernel, recurrent, bias, carry, product } = saved;
      saved = undefined;
      view.fill(0, carry, carry + batch * units);
      for (let step = steps - 1; step >= 0; step--) {
        const gate = gates + step * batch * width;
        const before = hidden + step * batch * units;
        const time = timeOf(step, steps);
        closeUpdate(view, gate, before, carry, dy, time * units, steps * units, batch, units);
        multiply(
          [gate + 2 * units, width],
          [recurrent + 2 * units, width],
          [product, units],
          batch,
          units,
          units,
          TRANSPOSE_B,
        );
        closeReset(view, gate, before, carry, product, batch, units);
        multiply([gate, width], [recurrent, width], [carry, units], batch, 2 * units, units, TRANSPOSE_B | ACCUMULATE);
      }
      const rows = steps * batch;
      multiply([hidden, units], [gates, width], [recurrent, width], units, rows, 2 * units, TRANSPOSE_A);
      multiply(
        [kept, units],
        [gates + 2 * units, width],
        [recurrent + 2 * units, width],
        units,
        rows,
        units,
        TRANSPOSE_A,
      );
      multiply([x, inputs], [gates, width], [dKernel, width], inputs, rows, width, TRANSPOSE_A);
      multiply([gates, width], [kernel, width], [x, inputs], rows, width, inputs, TRANSPOSE_B);
      kernels.sumRows(4 * gates, 4 * bias, rows, width, 0);
      const dx = new Float32Array(rows * inputs);
      for (let step = 0; step < steps; step++) {
        const to = timeOf(step, steps) * inputs;
        copyRows(view, x + step * batch * inputs, inputs, dx, to, steps * inputs, batch, inputs);
      }
      return {
        x: dx,
        kernel: view.slice(dKernel, dKernel + inputs * width),
        recurrent: view.slice(recurrent, recurrent + units * width),
        bias: view.slice(bias, bias + width),
      };
    },
  };
}

/** Copies rows of so many elements to where they are another distance apart; short ones, for which `set` takes long. */
function copyRows(
  from: Float32Array,
  at: number,
  stride: number,
  to: Float32Array,
  toAt: number,
  toStride: number,
  rows: number,
  length: number,
): void {
  for (let row = 0; row < rows; row++) {
    const source = at + row * stride;
    const target = toAt + row * toStride;
    for (let i = 0; i < length; i++) to[target + i] = from[source + i]!;
  }
}
