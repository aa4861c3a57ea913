import { CodecError, FileError, UnknownCodecError, VersionError } from '@tensorpress/core';

/** An error as threads can tell one another of it. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
}

/** What is left of an error on its way to another thread. */
export const toPlain = (cause: unknown): PlainError =>
  cause instanceof Error ? { name: cause.name, message: cause.message } : { name: 'Error', message: String(cause) };

const KINDS = { CodecError, FileError, UnknownCodecError, VersionError };
const isKind = (name: string): name is keyof typeof KINDS => Object.hasOwn(KINDS, name);

/** The error again, of its own class where that is one of ours. */
export const fromPlain = ({ name, message }: PlainError): Error => new (isKind(name) ? KINDS[name] : Error)(message);
