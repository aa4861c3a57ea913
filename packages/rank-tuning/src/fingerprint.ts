/** A hash of 64 bits of anything that JSON can hold, and of typed arrays in it, in hexadecimal. */
export function fingerprint(value: unknown): string {
  const json = JSON.stringify(value, (_, each: unknown) =>
    ArrayBuffer.isView(each) ? hash(new Uint8Array(each.buffer, each.byteOffset, each.byteLength)) : each,
  );
  return hash(new TextEncoder().encode(json));
}

/** Two hashes of 32 bits after the pattern of FNV-1a, with rotations, so that high bits too come to count everywhere. */
function hash(bytes: Uint8Array): string {
  let a = 0x811c9dc5;
  let b = 0x050c5d1f;
  for (let i = 0; i < bytes.length; i++) {
    a = Math.imul(a ^ bytes[i]!, 0x01000193);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ bytes[i]!, 0x9e3779b1);
    b = (b << 7) | (b >>> 25);
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
