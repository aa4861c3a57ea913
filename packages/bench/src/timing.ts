/** Seconds that a run takes, the median of several after one that is not counted. */
export async function median(run: () => unknown, times = 5): Promise<number> {
  await run();
  const seconds: number[] = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await run();
    seconds.push((performance.now() - start) / 1000);
  }
  return seconds.sort((a, b) => a - b)[times >> 1]!;
}
