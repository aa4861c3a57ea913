import type { Ops, Product } from '@tensorpress/core';
import type { Form } from './form.ts';
import { operationsOf } from './operations.ts';
import { productsAtBins } from './products-at-bins.ts';
import { quickest, type Way } from './quickest.ts';
import { rebuildWeight } from './rebuild-weight.ts';

/** What multiplies x [rows, m] by the weight W [m, n] of such blocks, without building W where that is quicker. */
export function multiplier<T>(ops: Ops<T>, c: T, form: Form): Product<T> {
  const ways: Readonly<Record<Way, Product<T>>> = {
    weight: () => {
      const weight = rebuildWeight(ops, c, form);
      return (x) => ops.matMul(x, weight);
    },
    transforms: () => {
      const { spectra, product } = operationsOf(form);
      const known = ops.apply(spectra, c);
      return (x) => ops.apply(product, x, known);
    },
    bins: (rows) => productsAtBins(ops, c, form, rows),
  };
  return (rows) => ways[quickest(form, rows)](rows);
}
