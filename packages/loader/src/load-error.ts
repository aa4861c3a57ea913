/** A file that could not be had: nothing answers at its address, or what comes is not what was asked for. */
export class LoadError extends Error {
  override readonly name: string = 'LoadError';
}
