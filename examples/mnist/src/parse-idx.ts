/** Unsigned bytes as the idx format has them: the last axis is next to itself in memory. */
export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * The bytes of an idx file.
 * @throws Error if it does not hold unsigned bytes of that many axes, or not as many as it says.
 * @see http://yann.lecun.com/exdb/mnist
 */
export function parseIdx(bytes: Uint8Array, rank: number): Idx {
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw new Error(`idx: a header has ${header} bytes, not ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const magic = view.getUint32(0);
  // 0x08 says unsigned bytes.
  if (magic !== 0x0800 + rank) throw new Error(`idx: the first number must be ${0x0800 + rank}, not ${magic}`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, 1);
  const data = bytes.subarray(header);
  if (data.length !== size) throw new Error(`idx: there must be ${shape.join(' × ')} bytes, not ${data.length}`);
  return { shape, data };
}
