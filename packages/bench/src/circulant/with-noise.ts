import { random } from '@tensorpress/core';
import type { Digits } from '@tensorpress/example-mnist';

/**
 * Digits on random noise: each pixel is that of the digit or a number drawn evenly from 0…1, whichever is larger.
 * @see Larochelle, Erhan, Courville, Bergstra, Bengio, "An empirical evaluation of deep architectures on problems with many factors of
 * variation", ICML 2007, section 4.2.1
 */
export function withNoise({ images, ...digits }: Digits, seed: number): Digits {
  const next = random(seed);
  return { ...digits, images: images.map((pixel) => Math.max(pixel, next())) };
}
