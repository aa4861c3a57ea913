/** Pages of the guide, in the order in which they are read. */
export const guide = {
  start: 'Start',
  concept: 'One idea: the tree',
  choosing: 'Choosing a method',
  recipes: 'Recipes',
} as const;

/** Pages for those who look something up, or work on it. */
export const reference = {
  writing: 'Writing a codec',
  'file-format': 'The file format',
  design: 'Design',
  benchmarks: 'Benchmarks',
} as const;

/** Packages whose pages are their READMEs, by what they are for. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  'Fewer bits': ['prune', 'kmeans-share', 'quantize', 'huffman'],
  'Factors and structure': ['svd', 'tucker', 'cp', 'tensor-train', 'circulant', 'toeplitz'],
  'Shared weights': ['hashnet', 'multi-hash', 'deepthin'],
  'Model to model': ['distill', 'students', 'rank-tuning'],
  'Load, train, run': ['loader', 'tfjs', 'tfjs-kernels', 'cli'],
  Foundations: ['core', 'all', 'simd', 'linalg', 'fourier'],
  'For authors': ['conformance', 'create-tensorpress-codec'],
};

/** Examples whose pages are their READMEs. */
export const examples: Readonly<Record<string, string>> = {
  'own-codec': 'A method of your own',
  mnist: 'Deep Compression of LeNet',
  browser: 'The page to try it',
};
