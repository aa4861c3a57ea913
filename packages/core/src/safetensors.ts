import { type Codecs, decodeModel } from './decode.ts';
import { concatenate } from './deflate.ts';
import { pack } from './packing.ts';
import type { Model } from './tree.ts';

const NAMES = { f32: 'F32', i32: 'I32', i16: 'I16', i8: 'I8', u32: 'U32', u16: 'U16', u8: 'U8' } as const;

/**
 * The decoded weights of a model as a safetensors file, without the topology.
 * @see https://github.com/huggingface/safetensors#format
 */
export async function toSafetensors(model: Model, codecs: Codecs): Promise<Uint8Array<ArrayBuffer>> {
  const { weights } = await decodeModel(model, codecs);
  const header: Record<string, { dtype: string; shape: readonly number[]; data_offsets: readonly number[] }> = {};
  const runs: Uint8Array[] = [];
  let at = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(weights)) {
    const bytes = pack({ dtype, shape, data });
    header[name] = { dtype: NAMES[dtype], shape, data_offsets: [at, at + bytes.length] };
    at += bytes.length;
    runs.push(bytes);
  }
  // The data begins at a multiple of eight bytes, which the format leaves to the padding of the header.
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(32);
  padded.set(json);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setUint32(0, padded.length, true);
  return concatenate([length, padded, ...runs]);
}
