import { type Digits, holdOut, pixels, readDigits } from '@tensorpress/example-mnist';
import { readFashion } from '../fashion-mnist/fashion.ts';

/** Pictures to train on, and others to look at in the end. */
export interface Split {
  readonly training: Digits;
  readonly testing: Digits;
}

/** Pictures that networks learn. */
export type PictureSet = 'mnist' | 'fashion';

const readers: Readonly<Record<PictureSet, (split: 'train' | 'test') => Digits>> = {
  mnist: readDigits,
  fashion: readFashion,
};

/** Pictures that are held out, where the test set is left alone. */
const HELD_OUT = 5000;

/** All pictures to train on and the test set, or with `validate` all but some, and those. */
export function splitOf(set: PictureSet, validate = false): Split {
  const all = readers[set]('train');
  if (!validate) return { training: all, testing: readers[set]('test') };
  const { training, validation: testing } = holdOut(all, HELD_OUT);
  return { training, testing };
}

/** The first pictures, or all where there are not as many. */
export const first = ({ images, labels }: Digits, count: number): Digits => ({
  count: Math.min(count, labels.length),
  images: images.subarray(0, count * pixels),
  labels: labels.subarray(0, count),
});
