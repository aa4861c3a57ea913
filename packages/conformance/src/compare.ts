import { type Model, type Tensor, write } from '@tensorpress/core';
import { check } from './check.ts';

const bytesIn = ({ data }: Tensor) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** Whether two runs of bytes are the same. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Whether two tensors are of the same type and shape, bit for bit. */
export const sameTensor = (a: Tensor, b: Tensor): boolean =>
  a.dtype === b.dtype && String(a.shape) === String(b.shape) && sameBytes(bytesIn(a), bytesIn(b));

/** Whether two models are written as the same file. */
export const sameModel = async (a: Model, b: Model): Promise<boolean> => sameBytes(await write(a), await write(b));

/** Whether two values are built alike: objects and arrays of equal entries, typed arrays of equal elements. */
export function alike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    Object.getPrototypeOf(a) === Object.getPrototypeOf(b) &&
    left.length === right.length &&
    left.every(([key, value], i) => right[i]![0] === key && alike(value, right[i]![1]))
  );
}

/** ‖a − b‖ / ‖a‖ in Frobenius norm; 0 for equal tensors, infinite if only `a` is zero. */
export function errorOf(a: Tensor, b: Tensor): number {
  let difference = 0;
  let norm = 0;
  for (const [i, value] of a.data.entries()) {
    difference += (value - b.data[i]!) ** 2;
    norm += value ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / norm);
}

/** Demands that one tensor has the type, the shape and as many values as another. */
export function checkForm(tensor: Tensor, { dtype, shape, data }: Tensor): void {
  check(tensor.dtype === dtype, `decodes to ${tensor.dtype} and not to ${dtype}`);
  check(String(tensor.shape) === String(shape), `decodes to the shape [${tensor.shape}] and not to [${shape}]`);
  check(
    tensor.data.length === data.length && tensor.data.constructor === data.constructor,
    `decodes to ${tensor.data.length} values of ${tensor.data.constructor.name}, not to ${data.length} of ${data.constructor.name}`,
  );
}

/** A value with all that it holds, frozen as far as JavaScript can: not the elements of typed arrays. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}
