import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type Codecs, decodeModel, isOf, type Json, type Model, type Tensor } from '@tensorpress/core';

/** Bytes that a model takes as stock TensorFlow.js has it: `model.json` and weights, as they are or compressed by a server. */
export interface StockSizes {
  readonly float32: number;
  readonly 'float32+gzip': number;
  readonly uint8: number;
  readonly 'uint8+brotli': number;
}

/**
 * What a model would take in stock formats: float32, and the converter's uint8 (affine, per tensor, zero exact).
 * @param quality Of brotli, up to 11, which is slow: about half a megabyte a second.
 */
export async function stockSizes(model: Model, codecs: Codecs, quality = 9): Promise<StockSizes> {
  const { weights, topology } = await decodeModel(model, codecs);
  const files = (encode: (tensor: Tensor) => { bytes: Uint8Array; spec: Record<string, Json> }) => {
    const encoded = Object.entries(weights).map(([name, tensor]) => ({ name, shape: tensor.shape, ...encode(tensor) }));
    const manifest = encoded.map(({ name, shape, spec }) => ({ name, shape, ...spec }));
    const json = JSON.stringify({
      ...topology,
      weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: manifest }],
    });
    return Buffer.concat([Buffer.from(json), ...encoded.map(({ bytes }) => bytes)]);
  };
  const float32 = files(plain);
  const uint8 = files((tensor) => (isOf(tensor, 'f32') ? affine(tensor) : plain(tensor)));
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: uint8.length };
  return {
    float32: float32.length,
    'float32+gzip': (await promisify(gzip)(float32)).length,
    uint8: uint8.length,
    'uint8+brotli': (await promisify(brotliCompress)(uint8, { params })).length,
  };
}

const plain = ({ data, dtype }: Tensor) => ({
  bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  spec: { dtype: dtype === 'f32' ? 'float32' : dtype === 'i32' ? 'int32' : dtype },
});

function affine({ data }: Tensor<'f32'>) {
  const low = data.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY);
  const high = data.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
  const scale = high > low ? (high - low) / 255 : 1;
  // Zero is exact only where it lies between the values.
  const min = low < 0 && high > 0 ? -Math.round(-low / scale) * scale : low;
  const bytes = Uint8Array.from(data, (x) => Math.min(255, Math.max(0, Math.round((x - min) / scale))));
  return { bytes, spec: { dtype: 'float32', quantization: { dtype: 'uint8', scale, min } } };
}
