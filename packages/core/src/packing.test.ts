import test from 'ava';
import fc from 'fast-check';
import { anyTensor, bytesIn } from './_arbitraries.test.ts';
import { pack, packable, unpack } from './packing.ts';
import { bytesOf, type Tensor } from './tensor.ts';

test('what is packed is unpacked bit for bit, for every type and number of bits', (t) => {
  fc.assert(
    fc.property(anyTensor, (tensor) => {
      const bytes = pack(tensor);
      t.is(bytes.length, bytesOf(tensor));
      t.true(packable(tensor));
      const back = unpack(tensor, bytes);
      t.is(back.constructor, tensor.data.constructor);
      // A NaN of half precision has one payload.
      if (tensor.bits === 16 && tensor.dtype === 'f32') t.deepEqual(back, tensor.data);
      else t.deepEqual(bytesIn({ ...tensor, data: back }), bytesIn(tensor));
    }),
    { numRuns: 500 },
  );
});

test('every number of bits from 1 to 31 holds its greatest value', (t) => {
  for (let bits = 1; bits < 32; bits++) {
    const data = Uint32Array.of(2 ** bits - 1, 0, 2 ** (bits - 1), 2 ** bits - 1, 1);
    const tensor: Tensor = { dtype: 'u32', shape: [5], bits, data };
    t.deepEqual(unpack(tensor, pack(tensor)), data);
  }
});

test('values are packed from the lowest bit on', (t) => {
  t.deepEqual([...pack({ dtype: 'u8', shape: [3], bits: 3, data: Uint8Array.of(1, 2, 7) })], [0b11010001, 0b1]);
  t.deepEqual([...pack({ dtype: 'u32', shape: [1], bits: 20, data: Uint32Array.of(0xabcde) })], [0xde, 0xbc, 0x0a]);
  t.deepEqual([...pack({ dtype: 'i16', shape: [1], data: Int16Array.of(-2) })], [0xfe, 0xff]);
  t.deepEqual([...pack({ dtype: 'f32', shape: [1], bits: 16, data: Float32Array.of(-1.5) })], [0x00, 0xbe]);
});

test('a value that its bits or grid cannot hold is refused', (t) => {
  const refused = (tensor: Tensor) => t.throws(() => pack(tensor), { instanceOf: RangeError });
  refused({ dtype: 'u8', shape: [1], bits: 3, data: Uint8Array.of(8) });
  refused({ dtype: 'u32', shape: [1], bits: 31, data: Uint32Array.of(2 ** 31) });
  refused({ dtype: 'f32', shape: [1], bits: 16, data: Float32Array.of(1 + 2 ** -11) });
  refused({ dtype: 'f32', shape: [1], bits: 16, data: Float32Array.of(65520) });
  refused({ dtype: 'f32', shape: [1], bits: 4, grid: [1, 0], data: Float32Array.of(0.5) });
  refused({ dtype: 'f32', shape: [1], bits: 4, grid: [1, 0], data: Float32Array.of(16) });
  refused({ dtype: 'f32', shape: [1], bits: 4, grid: [1, 0], data: Float32Array.of(Number.NaN) });
  refused({ dtype: 'f32', shape: [1], bits: 4, grid: [1, 0], data: Float32Array.of(-0) });
});

test('a tensor whose values are not as many as its shape says is refused', (t) => {
  for (const bits of [undefined, 5]) {
    for (const length of [3, 5]) {
      const tensor: Tensor = { dtype: 'u8', shape: [4], data: new Uint8Array(length), ...(bits && { bits }) };
      t.throws(() => pack(tensor), { instanceOf: RangeError, message: /4/ });
    }
  }
});

test('padding bits that are not zero are refused', (t) => {
  t.throws(() => unpack({ dtype: 'u8', shape: [1], bits: 3 }, Uint8Array.of(0b1001)), { message: /padding/ });
});

test('bits fit unsigned integers, halves and grids, and nothing else', (t) => {
  const yes = [
    { dtype: 'u8', bits: 7 },
    { dtype: 'u32', bits: 31 },
    { dtype: 'f32', bits: 16 },
    { dtype: 'f32', bits: 1, grid: [0.5, -3] },
    { dtype: 'i8' },
  ] as const;
  const no = [
    { dtype: 'u8', bits: 8 },
    { dtype: 'u8', bits: 0 },
    { dtype: 'u8', bits: 2.5 },
    { dtype: 'u8', bits: 4, grid: [1, 0] },
    { dtype: 'u8', grid: [1, 0] },
    { dtype: 'i8', bits: 4 },
    { dtype: 'f32', bits: 8 },
    { dtype: 'f32', bits: 17, grid: [1, 0] },
    { dtype: 'f32', bits: 8, grid: [0, 0] },
    { dtype: 'f32', bits: 8, grid: [-1, 0] },
    { dtype: 'f32', bits: 8, grid: [1, Number.POSITIVE_INFINITY] },
    { dtype: 'f32', grid: [1, 0] },
  ] as const;
  for (const info of yes) t.true(packable({ shape: [1], ...info }), JSON.stringify(info));
  for (const info of no) t.false(packable({ shape: [1], ...info }), JSON.stringify(info));
});
