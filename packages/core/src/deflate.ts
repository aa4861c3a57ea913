type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes deflated without zlib's header and checksum. */
export const deflate = (bytes: Bytes): Promise<Bytes> => through(new CompressionStream('deflate-raw'), bytes);

/**
 * Bytes inflated again, of which there may be `limit` at most.
 * @throws RangeError if there are more, or if something follows the deflated bytes; another error if they are not deflated ones.
 */
export async function inflate(bytes: Bytes, limit: number): Promise<Bytes> {
  const inflater = (part: Bytes) => through(new DecompressionStream('deflate-raw'), part, limit);
  const inflated = await inflater(bytes);
  // Some runtimes pass over what follows the deflated bytes; without their last byte all of them fail.
  const whole = await inflater(bytes.subarray(0, -1)).then(
    () => false,
    () => true,
  );
  if (!whole) throw new RangeError('has bytes after its end');
  return inflated;
}

async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Bytes,
  limit: number = Number.POSITIVE_INFINITY,
): Promise<Bytes> {
  const writer = stream.writable.getWriter();
  // A failure of the stream shows at its readable end.
  const written = Promise.allSettled([writer.write(bytes), writer.close()]);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream.readable) {
    size += chunk.length;
    if (size > limit) throw new RangeError(`inflates to more than ${limit} bytes`);
    chunks.push(chunk);
  }
  await written;
  return concatenate(chunks);
}

/** Several runs of bytes as one. */
export function concatenate(chunks: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
