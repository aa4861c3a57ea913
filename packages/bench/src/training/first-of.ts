import { type Digits, pixels } from '@tensorpress/example-mnist';

/** The first of some digits, apart from the rest. */
export const firstOf = ({ images, labels }: Digits, count: number): Digits => ({
  count,
  images: images.slice(0, pixels * count),
  labels: labels.slice(0, count),
});
