/** The task and the network for it, as in the paper or smaller. */
export interface Size {
  /** Pixels are averages over squares of so many by so many. */
  readonly pooled: number;
  /** Units of a recurrent layer in one direction. */
  readonly units: number;
  /** Passes over the digits, and digits at a step, if nothing else is asked for. */
  readonly epochs: number;
  readonly batchSize: number;
  /** The rank to which training towards low rank projects. */
  readonly rank: number;
}

/** The paper's size; and one that trains in less than an hour on one core, with as much of the paper's schedule and rank. */
export const sizes: Readonly<Record<SizeName, Size>> = {
  full: { pooled: 1, units: 100, epochs: 150, batchSize: 256, rank: 40 },
  small: { pooled: 2, units: 48, epochs: 8, batchSize: 64, rank: 19 },
};

/** One of them. */
export type SizeName = 'full' | 'small';

/** Columns and rows of an image. */
export const side = 28;
