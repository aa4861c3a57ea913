import { labels, pixels } from 'virtual:digits';

/** A handwritten digit: 784 pixels from 0 to 1, and what it is. */
export interface SampleDigit {
  readonly pixels: Float32Array;
  readonly label: number;
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

const all = bytesOf(pixels);

/** Digits of the test set of MNIST, which no network here was trained on. */
export const sampleDigits: readonly SampleDigit[] = [...bytesOf(labels)].map((label, i) => ({
  label,
  pixels: Float32Array.from(all.subarray(784 * i, 784 * (i + 1)), (value) => value / 255),
}));
