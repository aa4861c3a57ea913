import fc from 'fast-check';
import xxhash from 'xxhash-wasm';

/** Unsigned integers of 32 bits. */
export const u32: fc.Arbitrary<number> = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** The reference hash, of the bytes of two unsigned integers. */
export async function referenceHash(): Promise<(first: number, second: number, seed: number) => number> {
  const { h32Raw } = await xxhash();
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  return (first, second, seed) => {
    view.setUint32(0, first, true);
    view.setUint32(4, second, true);
    return h32Raw(bytes, seed);
  };
}
