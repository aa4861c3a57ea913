import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { arrays, isNode, isOf, type Json, type JsonObject, type Model, mapModel, type Tensor } from '@tensorpress/core';

/** A model as the converter quantises it. */
export interface StockQuantised {
  readonly model: Model;
  /** Of model.json and the weights, as brotli makes them at its best. */
  bytes(): Promise<number>;
}

/**
 * A model as tensorflowjs_converter quantises it: affine, per tensor, zero exact if it is between the values. The converter has
 * 8 and 16 bits; others are codes of fewer values in as many whole bytes, which TensorFlow.js loads just as well.
 * @param folder of the model.json that the model was read from.
 */
export function stockQuantised(model: Model, folder: string, bits: number): StockQuantised {
  const quantised = new Map<string, Affine>();
  const decoded = mapModel(model, (tree, name) => {
    if (isNode(tree) || !isOf(tree, 'f32')) return undefined;
    const affine = affineOf(tree, bits);
    quantised.set(name, affine);
    const { scale, min } = affine.quantization;
    return { dtype: 'f32', shape: tree.shape, data: Float32Array.from(affine.codes, (code) => code * scale + min) };
  });
  return {
    model: decoded,
    async bytes() {
      const json = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
      const weights = json.weightsManifest.flatMap((group: { weights: JsonObject[] }) => group.weights);
      const runs: Uint8Array[] = [];
      const manifest = weights.map((entry: JsonObject): Json => {
        const affine = quantised.get(String(entry.name));
        const tree = model.weights[String(entry.name)];
        if (!tree || isNode(tree)) throw new Error(`${entry.name}: is not a plain weight of this model`);
        const { buffer, byteOffset, byteLength } = affine?.codes ?? tree.data;
        runs.push(new Uint8Array(buffer, byteOffset, byteLength));
        return affine ? { ...entry, quantization: { ...affine.quantization } } : entry;
      });
      const text = JSON.stringify({
        ...json,
        weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: manifest }],
      });
      return brotliBytes([Buffer.from(text), ...runs]);
    },
  };
}

/** Bytes of files that brotli compresses at its best, as one. */
export async function brotliBytes(files: readonly Uint8Array[]): Promise<number> {
  const all = Buffer.concat(files);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: all.length };
  return (await promisify(brotliCompress)(all, { params })).length;
}

interface Affine {
  readonly codes: Uint8Array | Uint16Array;
  readonly quantization: { readonly dtype: string; readonly scale: number; readonly min: number };
}

function affineOf({ data }: Tensor<'f32'>, bits: number): Affine {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const most = 2 ** bits - 1;
  const scale = high > low ? (high - low) / most : 1;
  const min = low < 0 && high > 0 ? -Math.round(-low / scale) * scale : low;
  const dtype = bits > 8 ? 'u16' : 'u8';
  const codes = new arrays[dtype](data.length);
  for (let i = 0; i < codes.length; i++) codes[i] = Math.min(most, Math.max(0, Math.round((data[i]! - min) / scale)));
  return { codes, quantization: { dtype: dtype.replace('u', 'uint'), scale, min } };
}
