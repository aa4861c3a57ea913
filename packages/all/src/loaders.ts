import type { Compressor } from '@tensorpress/core';

/** A function for each method that loads it, to be given to `createRegistry`, alone or with loaders of your own. */
export const loaders: Readonly<Record<string, () => Promise<Compressor>>> = {
  circulant: async () => (await import('@tensorpress/circulant')).circulant,
  cp: async () => (await import('@tensorpress/cp')).cp,
  deepthin: async () => (await import('@tensorpress/deepthin')).deepthin,
  hashnet: async () => (await import('@tensorpress/hashnet')).hashnet,
  huffman: async () => (await import('@tensorpress/huffman')).huffman,
  'kmeans-share': async () => (await import('@tensorpress/kmeans-share')).kmeansShare,
  'multi-hash': async () => (await import('@tensorpress/multi-hash')).multiHash,
  prune: async () => (await import('@tensorpress/prune')).prune,
  quantize: async () => (await import('@tensorpress/quantize')).quantize,
  svd: async () => (await import('@tensorpress/svd')).svd,
  'tensor-train': async () => (await import('@tensorpress/tensor-train')).tensorTrain,
  toeplitz: async () => (await import('@tensorpress/toeplitz')).toeplitz,
  tucker: async () => (await import('@tensorpress/tucker')).tucker,
};
