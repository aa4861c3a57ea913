import type { Codecs, Limits } from '@tensorpress/core';

/** Where a file is: an address, a request for one, or its bytes. */
export type LoadSource = string | URL | Request | Blob | Uint8Array | ReadableStream<Uint8Array>;

/** How far a file has come. Both phases go on at the same time, and each only ever goes forward. */
export interface LoadProgress {
  readonly phase: 'download' | 'decode';
  /** Bytes that are there, or weights that are decoded. */
  readonly done: number;
  /** How many there will be, as the file itself says; unknown until its header is there. */
  readonly total: number | undefined;
}

/** How a file is loaded. */
export interface LoadOptions {
  /** What it may be decoded with: by default all of this project, each loaded when a file names it. A worker has its own. */
  readonly codecs?: Codecs;
  /** Cancels it: it then rejects with the signal's reason, and leaves nothing behind. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** The SHA-256 of the file in hexadecimal. Where pages have what computes it, another file is refused. */
  readonly hash?: string;
  /** The name of a cache that keeps the compressed bytes from visit to visit, under their address and `hash`. */
  readonly cache?: string;
  /** Decodes, in place of this thread; its script calls `answerLoads`. */
  readonly worker?: Worker;
  /** Asks for addresses in place of the global one. */
  readonly fetch?: typeof fetch;
  /** What a file may be like at most. */
  readonly limits?: Partial<Limits>;
}
