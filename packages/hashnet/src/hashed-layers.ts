import { sidesOf, type Tensor } from '@tensorpress/core';
import type { HashedLayer } from './hashed-layer.ts';
import { bucketsFor, type HashnetOptions } from './hashnet-options.ts';
import { xxh32 } from './xxh32.ts';

/**
 * The layers that tensors make up, in their order: each matrix is one, and with `bias` the vector after it belongs to it if it has as
 * many entries as the matrix has columns. Other vectors belong nowhere. No layer hashes as another does.
 */
export function hashedLayers(
  tensors: readonly Tensor<'f32'>[],
  options: HashnetOptions,
  seed: number,
): Map<Tensor, HashedLayer> {
  const layers = new Map<Tensor, HashedLayer>();
  let number = 0;
  for (const [at, kernel] of tensors.entries()) {
    if (kernel.shape.length < 2) continue;
    const [m, n] = sidesOf(kernel.shape);
    const next = tensors[at + 1];
    const bias = options.bias && next && String(next.shape) === String([n]) ? next : undefined;
    const layer = {
      k: bucketsFor(options, (bias ? m + 1 : m) * n),
      seed: xxh32(seed, number++, 0),
      kernel,
      ...(bias && { bias }),
    };
    layers.set(kernel, layer);
    if (bias) layers.set(bias, layer);
  }
  return layers;
}
