import { memoise, type Operation } from '@tensorpress/core';
import type { Form } from './form.ts';
import { productOf } from './product-of.ts';
import { spectraOf } from './spectra-of.ts';

/** What multiplies by circulant blocks, in two steps: the first does not depend on what is multiplied. */
export interface Operations {
  /** Of the numbers of the blocks: their spectra. */
  readonly spectra: Operation;
  /** Of x, and the spectra: x·W. */
  readonly product: Operation;
}

/** The operations of a form; the same objects each time, which have their tables and memory. */
export const operationsOf: (form: Form) => Operations = memoise((form) => ({
  spectra: spectraOf(form.block),
  product: productOf(form),
}));
