/** An epoch that is over. Errors are mean squared errors, in units of the standard deviation of a pixel. */
export interface Epoch {
  readonly epoch: number;
  /** While it trained, with dropout. */
  readonly trainingMse: number;
  readonly validationMse: number;
  readonly seconds: number;
}

/** How far a training has come. */
export interface Progress {
  /** Steps taken since the start. */
  step: number;
  /** Of the epoch that is not over: the sum of the losses of its steps, and the seconds they took. */
  loss: number;
  seconds: number;
  /** The lowest validation error so far for which the network was saved. */
  best: number | null;
  readonly epochs: Epoch[];
}
