export const weights: Float64Array = new Float64Array(784).fill(1);
export const rows: Float64Array = new Float64Array(32 * 784).fill(1);
