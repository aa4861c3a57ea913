import type { Compressor, Decoder } from '@tensorpress/core';

/** A function for each method that loads the half of it that files need, to be given to `createCodecs`, alone or with others. */
export const decoderLoaders: Readonly<Record<string, () => Promise<Compressor | Decoder>>> = {
  circulant: async () => (await import('@tensorpress/circulant/decoder')).circulantDecoder,
  cp: async () => (await import('@tensorpress/cp/decoder')).cpDecoder,
  deepthin: async () => (await import('@tensorpress/deepthin/decoder')).deepthinDecoder,
  hashnet: async () => (await import('@tensorpress/hashnet/decoder')).hashnetDecoder,
  huffman: async () => (await import('@tensorpress/huffman/decoder')).huffmanDecoder,
  'kmeans-share': async () => (await import('@tensorpress/kmeans-share/decoder')).kmeansShareDecoder,
  'multi-hash': async () => (await import('@tensorpress/multi-hash/decoder')).multiHashDecoder,
  prune: async () => (await import('@tensorpress/prune/decoder')).pruneDecoder,
  quantize: async () => (await import('@tensorpress/quantize/decoder')).quantizeDecoder,
  svd: async () => (await import('@tensorpress/svd/decoder')).svdDecoder,
  'tensor-train': async () => (await import('@tensorpress/tensor-train/decoder')).tensorTrainDecoder,
  toeplitz: async () => (await import('@tensorpress/toeplitz/decoder')).toeplitzDecoder,
  tucker: async () => (await import('@tensorpress/tucker/decoder')).tuckerDecoder,
};
