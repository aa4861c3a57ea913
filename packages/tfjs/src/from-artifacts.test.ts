import * as tf from '@tensorflow/tfjs';
import { read, type Tensor, write } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { fromArtifacts, ModelError } from './index.ts';

type Entry = tf.io.WeightsManifestEntry;

test.before(async () => {
  await tf.setBackend('cpu');
});

const modelTopology = { node: [], versions: {} };

const artifacts = (weightSpecs: Entry[], ...data: ArrayBufferView[]): tf.io.ModelArtifacts => ({
  modelTopology,
  weightSpecs,
  weightData: data.map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength).slice().buffer,
  ),
});

const weightOf = async (entry: Entry, data: ArrayBufferView): Promise<Tensor> => {
  const { weights } = await fromArtifacts(artifacts([entry], data));
  return weights[entry.name] as Tensor;
};

const stock = (entry: Entry, data: Uint8Array | Uint16Array) =>
  tf.io.decodeWeights(data.slice().buffer, [entry])[entry.name]!.dataSync();

const numbers = { seed: 7, numRuns: 60 };

test('codes of 8 and 16 bits become the floats that TensorFlow.js makes of them, and fit into their bits again', async (t) => {
  const scale = fc.oneof(
    fc.double({ min: 1e-6, max: 2, noNaN: true }),
    fc.float({ min: Math.fround(1e-3), max: 1, noNaN: true }),
  );
  let narrow = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('uint8' as const, 'uint16' as const),
      fc.array(fc.integer({ min: 0, max: 65535 }), { minLength: 1, maxLength: 40 }),
      scale,
      fc.double({ min: -300, max: 300, noNaN: true }),
      async (dtype, values, scale, min) => {
        const codes = dtype === 'uint8' ? Uint8Array.from(values) : Uint16Array.from(values);
        const entry: Entry = {
          name: 'w',
          shape: [codes.length],
          dtype: 'float32',
          quantization: { dtype, scale, min },
        };
        const weight = await weightOf(entry, codes);
        t.deepEqual(weight.data, stock(entry, codes));
        if (!weight.grid) return;
        narrow++;
        t.true(weight.bits! <= codes.BYTES_PER_ELEMENT * 8);
        const { weights } = await read(await write({ weights: { weight } }));
        t.deepEqual(weights.weight, weight);
      },
    ),
    numbers,
  );
  t.true(narrow > 30, `only ${narrow} kept their codes`);
});

test('a grid is left out where rounding has moved a value off its end', async (t) => {
  const quantization = { dtype: 'uint8', scale: 0.04, min: 1e6 } as const;
  const entry: Entry = { name: 'w', shape: [2], dtype: 'float32', quantization };
  const data = Float32Array.of(1e6, 1e6 + 0.0625);
  t.deepEqual(await weightOf(entry, Uint8Array.of(0, 1)), { dtype: 'f32', shape: [2], data });
});

test('every half is read as TensorFlow.js reads it, in 16 bits', async (t) => {
  const codes = Uint16Array.from({ length: 65536 }, (_, code) => code);
  const entry: Entry = { name: 'w', shape: [256, 256], dtype: 'float32', quantization: { dtype: 'float16' } };
  const { bits, data } = await weightOf(entry, codes);
  t.is(bits, 16);
  const expected = stock(entry, codes);
  t.true((data as Float32Array).every((value, code) => Object.is(value, expected[code])));
});

test('quantised integers are rounded as TensorFlow.js rounds them', async (t) => {
  const codes = Uint8Array.of(0, 1, 7, 255);
  const entry: Entry = {
    name: 'w',
    shape: [4],
    dtype: 'int32',
    quantization: { dtype: 'uint8', scale: 2.5, min: -10 },
  };
  const { dtype, data } = await weightOf(entry, codes);
  t.is(dtype, 'i32');
  t.deepEqual(data, stock(entry, codes));
});

test('booleans take one bit each, if they are booleans', async (t) => {
  const entry: Entry = { name: 'w', shape: [2], dtype: 'bool' };
  t.deepEqual(await weightOf(entry, Uint8Array.of(1, 0)), {
    dtype: 'u8',
    shape: [2],
    bits: 1,
    data: Uint8Array.of(1, 0),
  });
  t.deepEqual(await weightOf(entry, Uint8Array.of(2, 0)), { dtype: 'u8', shape: [2], data: Uint8Array.of(2, 0) });
});

test('what belongs to an optimizer is left out', async (t) => {
  const entry: Entry = { name: 'w', shape: [1], dtype: 'float32' };
  const slot: Entry = { name: 'w/m', shape: [1], dtype: 'float32', group: 'optimizer' };
  const { weights } = await fromArtifacts(artifacts([slot, entry], Float32Array.of(1, 2)));
  t.deepEqual(weights, { w: { dtype: 'f32', shape: [1], data: Float32Array.of(2) } });
});

test('weights come as a stream as well', async (t) => {
  const chunks = [Uint8Array.of(0, 0), Uint8Array.of(128, 63, 0, 0, 0, 64)];
  const { weights } = await fromArtifacts({
    modelTopology,
    weightSpecs: [{ name: 'w', shape: [2], dtype: 'float32' }],
    getWeightStream: () =>
      new ReadableStream({
        start: (controller) => {
          for (const chunk of chunks) controller.enqueue(chunk.buffer);
          controller.close();
        },
      }),
  });
  t.deepEqual(weights.w, { dtype: 'f32', shape: [2], data: Float32Array.of(1, 2) });
});

test('what is no whole model is refused by name', async (t) => {
  const w: Entry = { name: 'w', shape: [2, 2], dtype: 'float32' };
  const bytes = new Uint8Array(16);
  const refused = async (given: tf.io.ModelArtifacts, message: RegExp) =>
    t.throwsAsync(() => fromArtifacts(given), { instanceOf: ModelError, message });
  await refused(artifacts([w], bytes.subarray(1)), /^w: its data ends at byte 16, but there are only 15/);
  await refused(artifacts([{ ...w, dtype: 'string' }], bytes.subarray(1)), /^w: its strings end too early/);
  await refused(artifacts([{ ...w, dtype: 'complex64' }], bytes), /^w: complex64/);
  await refused(artifacts([{ ...w, dtype: 'float64' as 'float32' }], bytes), /^w: float64 is not/);
  await refused(artifacts([{ ...w, quantization: { dtype: 'uint8' } }], bytes), /^w: uint8 codes .* scale/);
  await refused(artifacts([{ ...w, dtype: 'int32', quantization: { dtype: 'float16' } }], bytes), /^w: float16 codes/);
  await refused({ ...artifacts([w], bytes), modelTopology: {} }, /neither a LayersModel nor a GraphModel/);
  await refused({ ...artifacts([w], bytes), modelTopology: new ArrayBuffer(8) }, /binary/);
  await refused({ weightSpecs: [] }, /no modelTopology/);
  await refused({ modelTopology, weightSpecs: [] }, /no weights/);
});
