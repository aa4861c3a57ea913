import type { Network } from './load-network.ts';

/** One of the networks that are tried on the same input. */
export interface Contestant {
  readonly title: string;
  readonly network: Network;
}

/** A way to try networks, drawn into the page. */
export interface Trial {
  /** Tries these from now on: one, or two to be compared. */
  show(contestants: readonly Contestant[]): Promise<void>;
}
