import { crc32 } from './crc32.ts';
import { concatenate, deflate } from './deflate.ts';
import type { Json } from './tree.ts';

const word = (value: number) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
};

/** What an attacker may choose of a file; the checksums are right unless they are given. */
export interface Forgery {
  readonly magic?: string;
  readonly version?: number;
  /** The header as JSON, as text, or as the bytes in the file. */
  readonly header: Json | Uint8Array<ArrayBuffer>;
  readonly headerLength?: number;
  readonly headerChecksum?: number;
  readonly runs?: readonly (readonly number[])[];
  readonly checksums?: readonly number[];
  readonly rest?: readonly number[];
}

/** A file written byte by byte from docs/file-format.md, without the code that it is to test. */
export async function forge(forgery: Forgery): Promise<Uint8Array<ArrayBuffer>> {
  const { magic = 'TPRS', version = 1, header, runs = [], checksums = [], rest = [] } = forgery;
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const deflated = header instanceof Uint8Array ? header : await deflate(new TextEncoder().encode(text));
  return concatenate([
    new TextEncoder().encode(magic),
    Uint8Array.of(version),
    word(forgery.headerLength ?? deflated.length),
    deflated,
    word(forgery.headerChecksum ?? crc32(deflated)),
    ...runs.flatMap((run, i) => [Uint8Array.from(run), word(checksums[i] ?? crc32(Uint8Array.from(run)))]),
    Uint8Array.from(rest),
  ]);
}

/** The error that reading bytes gives, whether at once or as a stream of bytes; `undefined` if there is none. */
export async function failureOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The bytes as a stream of chunks. */
export async function* streamOf(bytes: Uint8Array, size = 5): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
