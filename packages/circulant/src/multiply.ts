import type { Ops, Product } from '@tensorpress/core';
import type { Form } from './form.ts';
import { operationsOf } from './operations.ts';
import { rebuildWeight } from './rebuild-weight.ts';
import { transforms } from './transforms.ts';

/** What multiplies x [rows, m] by the weight W [m, n] of such blocks, without building W where that is quicker. */
export function multiplier<T>(ops: Ops<T>, c: T, form: Form): Product<T> {
  return (rows) => {
    if (!transforms(form, rows)) {
      const weight = rebuildWeight(ops, c, form);
      return (x) => ops.matMul(x, weight);
    }
    const { spectra, product } = operationsOf(form);
    const known = ops.apply(spectra, c);
    return (x) => ops.apply(product, x, known);
  };
}
