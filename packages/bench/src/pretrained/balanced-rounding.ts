import { fromHalf, isNode, isOf, mapModel, type Stage, type Tensor, toHalf, type Where } from '@tensorpress/core';

/**
 * Rounds weights to multiples of a step such that the errors of those that are summed up cancel: of the taps of a kernel
 * between one channel and another, and then of all weights of an output. So flat parts of what comes in go through almost
 * unchanged. It takes to round up or down, against the nearest multiple, the few weights for which that hardly matters.
 *
 * Only to be followed by `quantize` with that step, which then finds all weights on its grid.
 */
export const balancedRounding = (step: number, where: Where): Stage => ({
  id: 'balanced-rounding',
  run: async (model) =>
    mapModel(model, (tree, path) =>
      !isNode(tree) && isOf(tree, 'f32') && where(path, tree) ? rounded(tree, step) : undefined,
    ),
  preview: (outline) => outline,
});

/** The step that `quantize` stores for a step. */
export const storedStep = (step: number): number => (step >= 2 ** -14 ? fromHalf(toHalf(step)) : Math.fround(step));

function rounded({ data, shape }: Tensor<'f32'>, step: number): Tensor<'f32'> {
  const codes = Float64Array.from(data, (value) => Math.round(value / step));
  const errors = Float64Array.from(data, (value, i) => value / step - codes[i]!);
  const outputs = shape.length > 1 ? shape.at(-1)! : data.length;
  if (shape.length === 4) {
    const between = shape[2]! * outputs;
    for (let start = 0; start < between; start++) balance(codes, errors, start, between);
  }
  if (outputs > 1) for (let start = 0; start < outputs; start++) balance(codes, errors, start, outputs);
  return { dtype: 'f32', shape, data: Float32Array.from(codes, (code) => code * step) };
}

/** Makes the errors of every `stride`-th weight add up to half a step at most. */
function balance(codes: Float64Array, errors: Float64Array, start: number, stride: number): void {
  let sum = 0;
  for (let i = start; i < errors.length; i += stride) sum += errors[i]!;
  const way = Math.sign(sum);
  for (let left = Math.round(Math.abs(sum)); left > 0; left--) {
    let best = start;
    for (let i = start; i < errors.length; i += stride) if (errors[i]! * way > errors[best]! * way) best = i;
    codes[best]! += way;
    errors[best]! -= way;
  }
}
