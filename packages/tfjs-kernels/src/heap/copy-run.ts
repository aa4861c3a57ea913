/** Runs at least this long are copied at once, shorter ones element by element. */
const LONG = 32;

/** Copies a run of elements from one place to another. */
export function copyRun(
  from: Float32Array | Int32Array | Uint8Array,
  start: number,
  to: Float32Array | Int32Array | Uint8Array,
  target: number,
  run: number,
): void {
  if (run >= LONG) to.set(from.subarray(start, start + run), target);
  else for (let i = 0; i < run; i++) to[target + i] = from[start + i]!;
}
