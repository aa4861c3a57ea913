/** How the work is done. */
export interface How {
  /** Of the random numbers that large decompositions begin with. */
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** Lets an abort happen. @throws the reason of the signal, if it has */
export async function pause({ signal }: How): Promise<void> {
  if (!signal) return;
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}
