import type { NetworkInput } from './load-network.ts';

/** How a network can be tried: on digits of 28 × 28, on pictures, or on random numbers. */
export type TrialKind = 'digit' | 'picture' | 'random';

/** The way to try a network that takes such inputs. */
export function trialKind(inputs: readonly Pick<NetworkInput, 'shape'>[]): TrialKind {
  const [input, ...others] = inputs;
  if (!input || others.length > 0) return 'random';
  const sizes = input.shape.slice(1);
  if (sizes.every((size) => size !== null) && ['784', '28,28', '28,28,1'].includes(`${sizes}`)) return 'digit';
  return sizes.length === 3 && sizes[2] === 3 ? 'picture' : 'random';
}
