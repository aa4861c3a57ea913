import { leavesOf, type Outline, sizeOf } from '@tensorpress/core';

/** The numbers that training changes, each counted once: of a node all float leaves, and no averages of batch normalisation. */
export function parametersOf({ weights }: Outline): number {
  const trained = Object.entries(weights).filter(([name]) => !name.includes('/moving_'));
  return [...leavesOf(Object.fromEntries(trained)).keys()].reduce(
    (sum, { dtype, shape }) => sum + (dtype === 'f32' ? sizeOf(shape) : 0),
    0,
  );
}
