import { type Digits, pixels, readDigits } from '@tensorpress/example-mnist';

/** The first of the training digits, apart from the rest. */
export function firstDigits(count: number): Digits {
  const { images, labels } = readDigits('train');
  return { count, images: images.slice(0, pixels * count), labels: labels.slice(0, count) };
}
