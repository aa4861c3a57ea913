import type { StageJson } from '@tensorpress/core';

/** The one number of a pipeline that most changes what comes out. */
export interface PresetOption {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** What it is at first. */
  readonly value: number;
  readonly unit: 'bits' | 'share';
}

/** A pipeline with a name. */
export interface Preset {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly option?: PresetOption;
  stages(value: number): readonly StageJson[];
}

const bits = (value: number): PresetOption => ({
  name: 'Bits per weight',
  min: 1,
  max: 8,
  step: 1,
  value,
  unit: 'bits',
});

/** The pipelines to choose from. None of them needs data, and none trains. */
export const presets: readonly Preset[] = [
  {
    id: 'round',
    name: 'Round',
    about: 'Evenly spaced values, a scale for each channel.',
    option: { ...bits(6), min: 2 },
    stages: (value) => [{ use: 'quantize', bits: value }, 'huffman'],
  },
  {
    id: 'share',
    name: 'Share',
    about: 'A few values for each weight, where k-means puts them.',
    option: bits(5),
    stages: (value) => [{ use: 'kmeans-share', bits: value }, 'huffman'],
  },
  {
    id: 'deep-compression',
    name: 'Prune and share',
    about: 'Deep Compression, but for its training: small weights go, the rest share values.',
    option: { name: 'Weights to remove', min: 0, max: 0.95, step: 0.05, value: 0.5, unit: 'share' },
    stages: (value) => [{ use: 'prune', sparsity: value }, { use: 'kmeans-share', bits: 5 }, 'huffman'],
  },
  {
    id: 'low-rank',
    name: 'Low rank',
    about: 'Two thin factors for each matrix, rounded.',
    option: { name: 'Energy to keep', min: 0.5, max: 0.99, step: 0.01, value: 0.95, unit: 'share' },
    stages: (value) => [{ use: 'svd', rank: { energy: value } }, { use: 'quantize', bits: 6 }, 'huffman'],
  },
  {
    id: 'lossless',
    name: 'Lossless',
    about: 'Every bit is kept.',
    stages: () => ['huffman'],
  },
];
