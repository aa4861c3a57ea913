import { OptionError } from '@tensorpress/core';
import { type ByteCache, byteCache } from './byte-cache.ts';
import { chunksOf } from './chunks-of.ts';
import { LoadError } from './load-error.ts';
import type { LoadOptions, LoadSource } from './load-options.ts';
import { sha256 } from './sha256.ts';

type Chunks = AsyncGenerator<Uint8Array<ArrayBufferLike>>;

/** The bytes of a file as they come, and what it is called in errors. */
export interface OpenSource {
  readonly name: string;
  readonly chunks: Chunks;
}

/**
 * Opens a file wherever it is; nothing is asked for before its first bytes are. What is cached comes from the cache, and what is not
 * goes there once all of it has come and has the right hash.
 * @throws OptionError if options do not go together. The bytes end with a LoadError if they cannot be had or have another hash.
 */
export function openSource(source: LoadSource, options: LoadOptions, signal: AbortSignal): OpenSource {
  const { cache } = options;
  const hash = hashIn(options);
  if (!isAddress(source)) {
    if (cache !== undefined) throw new OptionError('cache: is for addresses, and the source is none');
    return { name: 'the file', chunks: checked(bytesOf(source, signal), hash) };
  }
  const name = String(source instanceof Request ? source.url : source);
  const fetched = fetchedFrom(source, options, signal);
  if (cache === undefined) return { name, chunks: checked(fetched, hash) };
  if (hash === undefined) {
    throw new OptionError('cache: needs the hash of the file, or an old file would be taken for a new one');
  }
  return { name, chunks: cached(new Request(source).url, cache, hash, fetched) };
}

async function* cached(address: string, name: string, hash: string, fetched: Chunks): Chunks {
  const cache = await byteCache(name, address, hash);
  const bytes = await cache?.get();
  if (bytes) yield bytes;
  else yield* checked(fetched, hash, cache?.put);
}

function hashIn({ hash }: LoadOptions): string | undefined {
  if (hash !== undefined && !/^[\da-f]{64}$/i.test(hash)) {
    throw new OptionError(`hash: must be a SHA-256 of 64 hexadecimal digits, not ${hash}`);
  }
  return hash?.toLowerCase();
}

type Address = string | URL | Request;

const isAddress = (source: LoadSource): source is Address =>
  typeof source === 'string' || source instanceof URL || source instanceof Request;

async function* bytesOf(source: Exclude<LoadSource, Address>, signal: AbortSignal): Chunks {
  if (source instanceof Uint8Array) yield source;
  else yield* chunksOf(source instanceof Blob ? source.stream() : source, signal);
}

async function* fetchedFrom(source: Address, { fetch = globalThis.fetch }: LoadOptions, signal: AbortSignal): Chunks {
  const response = await fetch(source, { signal }).catch((cause: unknown) => {
    throw new LoadError(
      `cannot be reached: ${messageOf(cause)}: check the connection, and whether another site lets this one ask`,
      { cause },
    );
  });
  const { ok, status, body, headers } = response;
  if (!ok || !body) throw new LoadError(`the server answers with status ${status}: check the address`);
  let begun = false;
  try {
    for await (const chunk of chunksOf(body, signal)) {
      // A server that has no such file may well answer with a page, and a status as if it had.
      if (!begun && chunk[0] !== FIRST) {
        const type = headers.get('Content-Type') ?? 'something else';
        throw new LoadError(`the server sends ${type}, not a .tpress file: check the address`);
      }
      begun = true;
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    throw new LoadError(`breaks off: ${messageOf(cause)}: load it again`, { cause });
  }
}

/** The first byte of every file: the T of TPRS. */
const FIRST = 0x54;

/** Bytes that end with an error if all of them do not have this hash. `keep` is given them otherwise. */
async function* checked(chunks: Chunks, hash: string | undefined, keep?: ByteCache['put']): Chunks {
  if (hash === undefined) {
    yield* chunks;
    return;
  }
  const held: BlobPart[] = [];
  for await (const chunk of chunks) {
    held.push(chunk.slice());
    yield chunk;
  }
  const bytes = new Uint8Array(await new Blob(held).arrayBuffer());
  const found = await sha256(bytes);
  if (found !== undefined && found !== hash) {
    throw new LoadError(`its SHA-256 is ${found}, not ${hash}: another version of the file is there`);
  }
  await keep?.(bytes);
}

const messageOf = (cause: unknown): unknown => (cause instanceof Error ? cause.message : cause);
