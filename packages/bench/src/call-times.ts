import * as tf from '@tensorflow/tfjs';

/** Milliseconds of calls, until what they give is there, one after the other for so many milliseconds in all, after one that is not counted. */
export async function callTimes(call: () => tf.Tensor, milliseconds: number): Promise<readonly number[]> {
  const timed = async () => {
    const start = performance.now();
    const y = tf.tidy(call);
    await y.data();
    const time = performance.now() - start;
    y.dispose();
    return time;
  };
  await timed();
  const times: number[] = [];
  const end = performance.now() + milliseconds;
  do times.push(await timed());
  while (performance.now() < end);
  return times;
}
