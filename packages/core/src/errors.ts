/** An option that is unknown, missing, of the wrong type or out of range. */
export class OptionError extends RangeError {
  override readonly name: string = 'OptionError';
}

/** A codec that could not encode or decode a tensor; `cause` says more where there is more to say. */
export class CodecError extends Error {
  override readonly name: string = 'CodecError';
}

/** A codec that no registry at hand knows: install the package that has it and add its loader. */
export class UnknownCodecError extends CodecError {
  override readonly name: string = 'UnknownCodecError';
}

/** An encoding, or a file, that a newer version wrote: update the package. */
export class VersionError extends CodecError {
  override readonly name: string = 'VersionError';
}

/** Bytes that are not a file of ours, or not a whole and unharmed one. */
export class FileError extends Error {
  override readonly name: string = 'FileError';
}

/** What something thrown says. */
export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
