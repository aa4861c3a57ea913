import type { Ops } from '@tensorpress/core';
import { entriesOf } from './entries.ts';
import type { Form } from './form.ts';

/** The weight, of all places one below the other, that blocks of such numbers make up. */
export function rebuildWeight<T>(ops: Ops<T>, c: T, form: Form): T {
  const { places, inputs, outputs, signs } = form;
  const numbers = ops.reshape(c, [form.shape.reduce((product, n) => product * n)]);
  const signed = signs ? ops.concat([numbers, ops.sub(ops.tensor(ZERO, [1], 'float32'), numbers)]) : numbers;
  return ops.gather(signed, ops.tensor(entriesOf(form), [places * inputs, outputs], 'int32'));
}

// A trainer keeps constants by what they are.
const ZERO = new Float32Array(1);
