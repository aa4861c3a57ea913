import { memoise } from '@tensorpress/core';
import type { Form } from './form.ts';

/**
 * Where each entry of a weight is among the numbers that the blocks are made of and, after these, the same numbers with the other
 * sign. The entry in row i and column j of a block is number (j - i) mod block of those that it is made of.
 */
export const entriesOf: (form: Form) => Int32Array = memoise((form) => {
  const { places, inputs, outputs, block, down, across, signs } = form;
  const negative = places * down * across * block;
  const entries = new Int32Array(places * inputs * outputs);
  let at = 0;
  for (let row = 0; row < places * inputs; row++) {
    const input = row % inputs;
    const place = (row - input) / inputs;
    const from =
      (place * down + Math.floor(input / block)) * across * block + (signs && signs[row]! < 0 ? negative : 0);
    let shift = (block - (input % block)) % block;
    for (let base = from, next = Math.min(block, outputs), output = 0; output < outputs; output++) {
      if (output === next) {
        base += block;
        next += block;
        shift = (block - (input % block)) % block;
      }
      entries[at++] = base + shift;
      shift = shift + 1 === block ? 0 : shift + 1;
    }
  }
  return entries;
});
