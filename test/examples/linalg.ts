export const weights: number[] = Array.from({ length: 784 * 300 }, (_, i) => Math.sin(i * i));
export const { signal }: AbortController = new AbortController();
