import type { Digits } from '@tensorpress/example-mnist';
import { useFlavour } from '../training/flavours.ts';
import { learnDigits } from './learn-digits.ts';

/** The losses of LeNet-5 on some digits, in a thread of Node with a stock wasm backend; `finetune` brings the kernels. */
export async function run(digits: Digits): Promise<number[]> {
  await useFlavour('wasm');
  return learnDigits(digits);
}
