/**
 * The first 128 bits of the SHA-256 of some arrays, as eight numbers of 16 bits, which a float32 holds exactly.
 * @throws Error in a page that came over plain HTTP, where browsers hash nothing.
 */
export async function digest(parts: readonly ArrayBufferView<ArrayBuffer>[]): Promise<Float32Array<ArrayBuffer>> {
  if (!globalThis.crypto?.subtle) throw new Error('distill: cache must be used in a page that came over HTTPS');
  const bytes = await new Blob([...parts]).arrayBuffer();
  return Float32Array.from(new Uint16Array(await crypto.subtle.digest('SHA-256', bytes), 0, 8));
}
