import { ACCUMULATE, type Kernels, type KernelsOptions, kernelsOn, scratchBytes } from '@tensorpress/simd';

/** A float64 matrix in the memory of an arena: a byte offset, and elements between rows. */
export interface Block {
  readonly at: number;
  readonly row: number;
}

/** Memory for one calculation, with the kernels that work on it. */
export interface Arena {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  /** Bytes that nothing else uses until they are released; earlier views may be of no use after. */
  take(bytes: number): number;
  /** A matrix of zeros. */
  block(rows: number, columns: number): Block;
  f64(at: number, length: number): Float64Array;
  f32(at: number, length: number): Float32Array;
  /** C [m, n] = op(A)·op(B), float64, as the kernel `matMul64` has it. */
  multiply(a: Block, b: Block, c: Block, m: number, k: number, n: number, flags?: number): void;
  /** What has been taken so far, for `release`. */
  mark(): number;
  /** Gives back what was taken since a mark. */
  release(mark: number): void;
}

/** The part of a matrix from a row and a column on. */
export function part({ at, row }: Block, i: number, j: number): Block {
  return { at: at + (i * row + j) * 8, row };
}

/** y [n] += x [k] · B [k, n]. */
export function addCombination(arena: Arena, x: Block, b: Block, y: Block, k: number, n: number): void {
  if (k > 0 && n > 0) arena.multiply(x, b, y, 1, k, n, ACCUMULATE);
}

const PAGE = 2 ** 16;

/** Memory beyond this is not kept for the next calculation. */
const KEPT_BYTES = 64 * 2 ** 20;

/** Memory with kernels of the flavour that was asked for. */
interface Idle {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  readonly flavour: Kernels['flavour'];
}

/** What the last calculation left, so that kernels are compiled and optimised once. */
let idle: Idle | undefined;

/** Calls with an arena. */
export async function withArena<T>(
  call: (arena: Arena) => T | Promise<T>,
  { flavour = 'simd' }: KernelsOptions = {},
): Promise<T> {
  const own = idle?.flavour === flavour ? idle : await make(flavour);
  idle = undefined;
  try {
    return await call(arenaOn(own.memory, own.kernels));
  } finally {
    if (own.memory.buffer.byteLength <= KEPT_BYTES) idle = own;
  }
}

/** An arena that threads can share. */
export async function sharedArena(options: KernelsOptions): Promise<Arena> {
  const initial = Math.ceil(scratchBytes / PAGE);
  const memory = new WebAssembly.Memory({ initial, maximum: 2 ** 16, shared: true });
  return arenaOn(memory, await kernelsOn(memory, options));
}

async function make(flavour: Kernels['flavour']): Promise<Idle> {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(scratchBytes / PAGE) });
  return { memory, flavour, kernels: await kernelsOn(memory, { flavour }) };
}

/** An arena on memory whose first `scratchBytes` are scratch memory. */
export function arenaOn(memory: WebAssembly.Memory, kernels: Kernels): Arena {
  let end = Math.ceil(scratchBytes / 64) * 64;
  const take = (bytes: number): number => {
    const at = end;
    end = Math.ceil((at + bytes) / 64) * 64;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    return at;
  };
  return {
    memory,
    kernels,
    take,
    block(rows, columns) {
      const at = take(rows * columns * 8);
      new Float64Array(memory.buffer, at, rows * columns).fill(0);
      return { at, row: columns };
    },
    f64: (at, length) => new Float64Array(memory.buffer, at, length),
    f32: (at, length) => new Float32Array(memory.buffer, at, length),
    multiply: (a, b, c, m, k, n, flags = 0) =>
      kernels.matMul64(a.at, a.row, b.at, b.row, c.at, c.row, m, k, n, flags, 0),
    mark: () => end,
    release(mark) {
      end = mark;
    },
  };
}
