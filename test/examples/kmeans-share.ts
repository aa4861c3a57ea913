export const sample: Float32Array = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i));
export const indices: Uint8Array = new Uint8Array(500);
