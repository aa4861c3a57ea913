import * as tf from '@tensorflow/tfjs';
import type { LayerCall } from './layer-calls.ts';
import { exampleOf } from './measure-latency.ts';
import { type Timing, timeOf } from './time-of.ts';

/** Milliseconds that a call of a layer takes within a model, on the backend in use. */
export async function measureCall({ layer, inputShapes }: LayerCall, batch: number, timing: Timing): Promise<number> {
  const inputs = inputShapes.map((shape) => exampleOf([batch, ...shape]));
  const xs = inputs.length === 1 ? inputs[0]! : inputs;
  const run = () => tf.tidy(() => [layer.apply(xs)].flat().filter((y) => y instanceof tf.Tensor));
  // A layer that does nothing gives the tensor that it was given.
  const disposeOf = (ys: readonly tf.Tensor[]) => tf.dispose(ys.filter((y) => !inputs.includes(y)));
  const measure = async (repeats: number) => {
    const start = performance.now();
    let ys = run();
    for (let i = 1; i < repeats; i++) {
      disposeOf(ys);
      ys = run();
    }
    await ys[0]!.data();
    const end = performance.now();
    // Waiting for the outputs also copies them, which no layer within a model does.
    await ys[0]!.data();
    const copied = performance.now() - end;
    disposeOf(ys);
    return Math.max(0, end - start - copied);
  };
  try {
    return await timeOf(measure, timing);
  } finally {
    tf.dispose(inputs);
  }
}
