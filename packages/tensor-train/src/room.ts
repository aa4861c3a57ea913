import { type Kernels, kernelsOn, scratchBytes } from '@tensorpress/simd';

/** Numbers in the memory of the kernels. */
export interface Stored {
  /** A byte offset. */
  readonly at: number;
  readonly values: Float64Array;
}

/** Memory with kernels on it. */
interface Room {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
}

/** Memory beyond this is not kept for the next call. */
const KEPT_BYTES = 2 ** 26;

const PAGE = 2 ** 16;

let kept: Promise<Room> | undefined;

/** Calls with kernels, and with room for three matrices of so many numbers, which hold anything. */
export async function withRoom<T>(
  [a, b, c]: readonly [number, number, number],
  call: (kernels: Kernels, a: Stored, b: Stored, c: Stored) => T,
): Promise<T> {
  kept ??= make();
  const { memory, kernels } = await kept;
  const aAt = aligned(scratchBytes);
  const bAt = aligned(aAt + a * 8);
  const cAt = aligned(bAt + b * 8);
  const missing = Math.ceil((cAt + c * 8 - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
  if (memory.buffer.byteLength > KEPT_BYTES) kept = undefined;
  const stored = (at: number, length: number) => ({ at, values: new Float64Array(memory.buffer, at, length) });
  return call(kernels, stored(aAt, a), stored(bAt, b), stored(cAt, c));
}

async function make(): Promise<Room> {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(scratchBytes / PAGE) });
  return { memory, kernels: await kernelsOn(memory) };
}

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;
