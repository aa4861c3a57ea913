import type { OptionSpecs } from '@tensorpress/core';

/** Options of `circulant`. */
export interface CirculantOptions {
  /** The size of the circulant blocks; by default that of the longer side, which makes it one block. */
  readonly block?: number;
  /** Whether inputs are multiplied by fixed random signs first. */
  readonly signs: boolean;
}

/** What JSON pipelines, the command line and the docs know of the options of `circulant`. */
export const optionSpecs: OptionSpecs<CirculantOptions> = {
  block: {
    type: 'integer',
    about: 'The size of the circulant blocks, which is also the compression; one block of the longer side by default.',
    min: 2,
  },
  signs: { type: 'boolean', about: 'Whether to multiply inputs by fixed random signs first.', default: true },
};
