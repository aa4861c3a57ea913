import test from 'ava';
import { parseIdx } from './parse-idx.ts';

const file = (...bytes: number[]) => Uint8Array.from([0, 0, 8, ...bytes]);
const two = [0, 0, 0, 2];
const three = [0, 0, 0, 3];

test('bytes come with the lengths of their axes, wherever the file lies in memory', (t) => {
  const whole = Uint8Array.from([9, ...file(2, ...two, ...three, 1, 2, 3, 4, 5, 6)]);
  const { shape, data } = parseIdx(whole.subarray(1), 2);
  t.deepEqual(shape, [2, 3]);
  t.deepEqual([...data], [1, 2, 3, 4, 5, 6]);
});

test('another type, other axes, and too few or too many bytes are refused', (t) => {
  const refuse = (bytes: Uint8Array, message: RegExp) => t.throws(() => parseIdx(bytes, 1), { message });
  refuse(file(2, ...two, ...three, 1, 2, 3, 4, 5, 6), /the first number must be 2049, not 2050/);
  refuse(Uint8Array.from([0, 0, 13, 1, ...two, 1, 2]), /the first number must be 2049/);
  refuse(file(1, 0, 0), /a header has 8 bytes, not 6/);
  refuse(file(1, ...two, 1), /there must be 2 bytes, not 1/);
  refuse(file(1, ...two, 1, 2, 3), /there must be 2 bytes, not 3/);
});
