import test from 'ava';
import { registry, steps } from './_codecs.test.ts';
import { compress, use } from './pipeline.ts';
import { toSafetensors } from './safetensors.ts';
import { arrays, type DType, type Tensor } from './tensor.ts';
import type { Model } from './tree.ts';

/** Reads the format as its own page describes it, with all the checks that are asked of a reader. */
function parse(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length));
  if (!text.startsWith('{')) throw new Error('the header must begin with {');
  const header: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> = JSON.parse(text);
  let end = 0;
  const tensors = Object.entries(header).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      if (from !== end) throw new Error('there is a hole');
      end = to;
      const type = arrays[dtype.toLowerCase() as DType];
      const size = shape.reduce((product, n) => product * n, 1);
      if (to - from !== size * type.BYTES_PER_ELEMENT) throw new Error('a size is wrong');
      return [name, dtype, shape, new type(bytes.slice(8 + length + from, 8 + length + to).buffer, 0, size)];
    },
  );
  if (8 + length + end !== bytes.length) throw new Error('there are bytes after the end');
  return { length, tensors };
}

test('decoded weights are written as the format asks, every type bit for bit', async (t) => {
  const weights: Record<string, Tensor> = {
    'a/kernel': { dtype: 'f32', shape: [20, 20], data: Float32Array.from({ length: 400 }, (_, i) => i / 399) },
    half: { dtype: 'f32', shape: [2], bits: 16, data: Float32Array.of(1, -0) },
    bits: { dtype: 'u8', shape: [3], bits: 3, data: Uint8Array.of(1, 2, 7) },
    i32: { dtype: 'i32', shape: [], data: Int32Array.of(-5) },
    i16: { dtype: 'i16', shape: [1], data: Int16Array.of(-5) },
    i8: { dtype: 'i8', shape: [1], data: Int8Array.of(-5) },
    u32: { dtype: 'u32', shape: [1], data: Uint32Array.of(2 ** 32 - 1) },
    u16: { dtype: 'u16', shape: [0, 2], data: new Uint16Array() },
    naïve: { dtype: 'u8', shape: [1], data: Uint8Array.of(1) },
  };
  const model: Model = { weights };
  const { length, tensors } = parse(await toSafetensors(model, registry));
  t.is(length % 8, 0);
  t.deepEqual(
    tensors,
    Object.entries(weights).map(([name, { dtype, shape, data }]) => [name, dtype.toUpperCase(), [...shape], data]),
  );
  const small = await compress(model, [use(steps, { levels: 127 })]);
  const [first] = parse(await toSafetensors(small, registry)).tensors;
  t.deepEqual(first?.slice(0, 3), ['a/kernel', 'F32', [20, 20]]);
});
