import { type Digits, holdOut, readDigits } from '@tensorpress/example-mnist';
import { type Pictures, TRAINED } from './cells.ts';
import { withNoise } from './with-noise.ts';

/** The pictures to train on: the first ones of MNIST. */
export const trainingPictures = (pictures: Pictures): Digits =>
  noisy(holdOut(readDigits('train'), 60_000 - TRAINED).training, pictures, 1);

/** Those to test on. */
export const testPictures = (pictures: Pictures): Digits => noisy(readDigits('test'), pictures, 2);

const noisy = (digits: Digits, pictures: Pictures, seed: number): Digits =>
  pictures === 'noise' ? withNoise(digits, seed) : digits;
