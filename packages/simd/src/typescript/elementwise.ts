/** Moves and scales columns, each step rounded to float32. */
export function normalizeRows(
  data: Float32Array,
  x: number,
  mean: number,
  factor: number,
  offset: number,
  out: number,
  rows: number,
  width: number,
): void {
  for (let i = 0; i < rows * width; i++) {
    const column = i % width;
    const scaled = Math.fround(Math.fround(data[x + i]! - data[mean + column]!) * data[factor + column]!);
    data[out + i] = scaled + data[offset + column]!;
  }
}

/** Scales what is below zero, column by column. */
export function rectifyRows(
  data: Float32Array,
  x: number,
  slopes: number,
  out: number,
  rows: number,
  width: number,
): void {
  for (let i = 0; i < rows * width; i++) {
    const value = data[x + i]!;
    data[out + i] = value < 0 ? value * data[slopes + (i % width)]! : value;
  }
}

/** Keeps values within two limits. */
export function clamp(data: Float32Array, x: number, out: number, count: number, least: number, most: number): void {
  const [low, high] = [Math.fround(least), Math.fround(most)];
  for (let i = 0; i < count; i++) data[out + i] = Math.min(Math.max(data[x + i]!, low), high);
}
