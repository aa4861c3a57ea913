const floats = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * i));

export const a: Float32Array = floats(128 * 784);
export const b: Float32Array = floats(784 * 300);
export const rows: Float64Array = Float64Array.from(floats(2048 * 512));
export const values: Float32Array = floats(1000);
export const boundaries: Float32Array = Float32Array.of(-0.5, 0, 0.5);

export const memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: 100 });
let end = 0;
export function malloc(bytes: number): number {
  const start = end;
  end += 16 * Math.ceil(bytes / 16);
  return start;
}
export const dy: number = malloc(4 * 128 * 300);
export const gradient: number = malloc(4 * 784 * 300);
export const x: number = malloc(4 * 128 * 784);
