import * as tf from '@tensorflow/tfjs';
import type { Product } from '@tensorpress/core';

/** A product that keeps what it makes ready on the backend. */
export interface LastingProduct {
  readonly product: Product<tf.Tensor>;
  dispose(): void;
}

/** Numbers of rows that are kept ready. */
const MOST = 4;

/**
 * A product that is made ready once for many calls, for as long as its leaves have the same values. Where it takes more memory than
 * `bytes` it is made ready each time.
 * @param make Makes ready.
 * @param leaves What `make` reads.
 */
export function lastingProduct(
  make: Product<tf.Tensor>,
  leaves: () => readonly tf.Tensor[],
  bytes: number,
): LastingProduct {
  const ready = new Map<number, { multiply: (x: tf.Tensor) => tf.Tensor; made: readonly tf.Tensor[] }>();
  const large = new Set<number>();
  let values: readonly object[] = [];
  const dispose = () => {
    tf.dispose([...ready.values()].flatMap(({ made }) => [...made]));
    ready.clear();
  };
  const refresh = () => {
    const found = leaves().map(({ dataId }) => dataId);
    if (ready.size >= MOST || !found.every((value, i) => value === values[i])) dispose();
    values = found;
  };
  const product: Product<tf.Tensor> = (rows) => {
    refresh();
    const known = ready.get(rows);
    if (known) return known.multiply;
    if (large.has(rows)) return make(rows);
    const made: tf.Tensor[] = [];
    const multiply = recorded(() => make(rows), made);
    const size = [...new Map(made.map((x) => [x.dataId, 4 * x.size])).values()].reduce((a, b) => a + b, 0);
    if (size > bytes) {
      tf.dispose(made);
      large.add(rows);
      return make(rows);
    }
    ready.set(rows, { multiply, made });
    return multiply;
  };
  return { product, dispose };
}

/** Calls a function, and keeps the tensors that it leaves behind. */
function recorded<R>(call: () => R, made: tf.Tensor[]): R {
  let result: R | undefined;
  tf.tidy(() => {
    result = call();
    for (const x of tf.engine().state.activeScope.track) if (!x.kept) made.push(tf.keep(x));
  });
  return result!;
}
