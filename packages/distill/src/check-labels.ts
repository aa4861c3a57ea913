import type * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';
import type { OutputKind } from './output-kind.ts';

/**
 * Checks that there are labels for each output, of its shape, or with numbers of classes in place of the last axis.
 * @throws OptionError if not.
 */
export function checkLabels(
  ys: readonly tf.Tensor[],
  outputs: readonly tf.Tensor[],
  kinds: readonly OutputKind[],
): void {
  if (ys.length !== outputs.length) {
    throw new OptionError(`distill: data must have ys for ${outputs.length} outputs, not for ${ys.length}`);
  }
  for (const [i, y] of ys.entries()) {
    const wanted = outputs[i]!.shape.slice(1);
    const numbers = [...wanted.slice(0, -1), 1];
    const found = `${y.shape.slice(1)}`;
    if (found === `${wanted}` || (kinds[i] === 'classes' && found === `${numbers}`)) continue;
    const either = kinds[i] === 'classes' ? `[${wanted}] or [${numbers}]` : `[${wanted}]`;
    throw new OptionError(`distill: data must have ys of ${either} for each example, not of [${found}]`);
  }
}
