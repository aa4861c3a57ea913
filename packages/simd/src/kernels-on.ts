import { DEPTH, ROW_BYTES, ROWS } from './blocking.ts';
import type { Kernels } from './kernels.ts';
import { typescriptKernels } from './typescript-kernels.ts';
import { relaxedSimd, simd } from './wasm-bytes.ts';

/** How kernels are chosen. */
export interface KernelsOptions {
  /**
   * What is to do the work; by default `simd`, and where the engine lacks that, `typescript`, which gives the same
   * bits. `relaxed-simd` is only used on request, and where the engine lacks it, as if it had not been requested.
   */
  readonly flavour?: Kernels['flavour'];
}

/** Bytes of scratch memory that are enough for any call of a kernel. */
export const scratchBytes: number = DEPTH * ROW_BYTES + DEPTH * ROWS * 8;

const FLAVOURS: readonly Kernels['flavour'][] = ['relaxed-simd', 'simd', 'typescript'];

/**
 * Makes the kernels for a memory, which may be shared, and may grow between calls.
 * @throws RangeError if there is no such flavour.
 */
export async function kernelsOn(memory: WebAssembly.Memory, options: KernelsOptions = {}): Promise<Kernels> {
  const make = await kernelsMaker(options, !(memory.buffer instanceof ArrayBuffer));
  return make(memory);
}

/** A function that makes kernels at once, for any memory that is shared or is not. */
export async function kernelsMaker(
  { flavour = 'simd' }: KernelsOptions,
  shared = false,
): Promise<(memory: WebAssembly.Memory) => Kernels> {
  if (!FLAVOURS.includes(flavour)) {
    throw new RangeError(`simd: flavour must be ${FLAVOURS.join(', ')}, not ${flavour}`);
  }
  const relaxed = flavour === 'relaxed-simd' ? await compiled(relaxedSimd, shared) : undefined;
  const module = relaxed ?? (flavour === 'typescript' ? undefined : await compiled(simd, shared));
  if (!module) return typescriptKernels;
  return (memory) => {
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return { ...(exports as unknown as Omit<Kernels, 'flavour'>), flavour: relaxed ? 'relaxed-simd' : 'simd' };
  };
}

/** The module, or undefined where the engine does not take it. */
async function compiled({ base64, limitsAt }: typeof simd, shared: boolean): Promise<WebAssembly.Module | undefined> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  // As compiled, the memory that is imported is shared, of 0 to 65,536 pages; this says at least 0 pages in as many
  // bytes.
  if (!shared) bytes.set([0x00, 0x80, 0x80, 0x80, 0x00], limitsAt);
  return WebAssembly.validate(bytes) ? WebAssembly.compile(bytes) : undefined;
}
