/** The first step from `start` on, `stride` apart, that is not below zero. */
@inline
export function firstInside(start: i32, stride: i32): i32 {
  return start < 0 ? (stride - 1 - start) / stride : 0;
}

/** The step after the last of `steps` from `start` on, `stride` apart, that is below the size. */
@inline
export function endInside(start: i32, stride: i32, steps: i32, size: i32): i32 {
  return min(steps, (size - start + stride - 1) / stride);
}
