import { deflate } from './deflate.ts';

const SLICE = 2 ** 15;
const SLICES = 4;
const HOPE = 1.1;

/**
 * Bytes deflated, or `undefined` if that gives `limit` bytes or more.
 *
 * Deflating takes many times as long as writing Huffman codes, so of large inputs a sample is deflated first, and the rest only
 * if the sample comes near to its share of the limit.
 */
export async function smallerByDeflate(bytes: Uint8Array, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (bytes.length > 2 * SLICE * SLICES) {
    const sample = new Uint8Array(SLICE * SLICES);
    for (let i = 0; i < SLICES; i++) {
      const from = Math.floor(((bytes.length - SLICE) * i) / (SLICES - 1));
      sample.set(bytes.subarray(from, from + SLICE), i * SLICE);
    }
    const share = (limit * sample.length) / bytes.length;
    if ((await deflate(sample)).length > HOPE * share) return undefined;
  }
  const deflated = await deflate(bytes.slice());
  return deflated.length < limit ? deflated : undefined;
}
