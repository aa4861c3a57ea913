/** Bytes deflated without zlib's header and checksum. */
export const deflate = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await new Response(through(bytes, new CompressionStream('deflate-raw'))).arrayBuffer());

/**
 * Fills an array with the bytes that were deflated; no more than that are ever inflated.
 * @throws Error if there are fewer or more bytes, or if they are not deflated ones.
 */
export async function inflateInto(bytes: Uint8Array<ArrayBuffer>, target: Uint8Array): Promise<void> {
  let at = 0;
  for await (const chunk of through(bytes, new DecompressionStream('deflate-raw'))) {
    if (at + chunk.length > target.length)
      throw new Error(`the bytes must inflate to ${target.length} and not to more`);
    target.set(chunk, at);
    at += chunk.length;
  }
  if (at < target.length) throw new Error(`the bytes must inflate to ${target.length} and not to ${at}`);
}

const through = (
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array<ArrayBuffer>> => new Blob([bytes]).stream().pipeThrough(stream);
