import { memoise, OptionError, type OptionSpecs } from '@tensorpress/core';
import type { Layout } from './layout.ts';
import { layoutFor } from './layout-for.ts';

/** Options of `deepthin`; at least a rank or a ratio. */
export interface DeepthinOptions {
  /** Of the auxiliary matrix, which the factors are of. */
  readonly rank?: number;
  /** Of the parameters of the factors to those of the dense matrix, at most. */
  readonly ratio?: number;
  /** Columns of the auxiliary matrix; `'rows'` are as many as the weight has rows, which makes it plain factors. */
  readonly width?: number | 'rows';
}

/** What JSON pipelines, the command line and the docs know of the options of `deepthin`. */
export const optionSpecs: OptionSpecs<DeepthinOptions> = {
  rank: { type: 'integer', about: 'The rank of the matrix that is laid out anew.', min: 1 },
  ratio: { type: 'number', about: 'How many of the dense parameters to keep at most: 0.05.', max: 1 },
  width: {
    type: 'json',
    about: "Columns of the matrix that is laid out anew; 'rows' for plain factors of low rank.",
  },
};

/**
 * How a weight [m, n] is to be laid out.
 * @throws OptionError if there is neither a rank nor a ratio, or one is nothing that it may be.
 */
export const layoutWith = (options: DeepthinOptions, m: number, n: number): Layout => layoutsWith(options)(m, n);

// It takes its time for large weights, and is asked for when these are planned and once more when they are encoded.
const layoutsWith = memoise(({ rank, ratio, width }: DeepthinOptions) => {
  if (rank === undefined && ratio === undefined) throw new OptionError('deepthin: rank or ratio must be given');
  if (ratio !== undefined && !(ratio > 0 && ratio < 1))
    throw new OptionError(`deepthin: ratio must be above 0 and below 1, not ${ratio}`);
  if (width !== undefined && width !== 'rows' && !(Number.isSafeInteger(width) && width > 0))
    throw new OptionError(`deepthin: width must be a positive integer or 'rows', not ${JSON.stringify(width)}`);
  const known = new Map<string, Layout>();
  return (m: number, n: number): Layout => {
    const shape = `${m} × ${n}`;
    const layout =
      known.get(shape) ??
      layoutFor(m, n, {
        ...(rank !== undefined && { rank }),
        ...(ratio !== undefined && { ratio }),
        ...(width !== undefined && { width: Math.min(width === 'rows' ? m : width, m * n) }),
      });
    known.set(shape, layout);
    return layout;
  };
});
