import type { Limits, Outline } from '@tensorpress/core';
import type { WeightValues } from '@tensorpress/tfjs';
import type { PlainError } from './plain-error.ts';

/** Begins a file; everything else goes through the port, in turn. */
export interface LoadRequest {
  readonly type: 'tensorpress: load';
  readonly port: MessagePort;
  readonly limits: Partial<Limits>;
}

/** What a page tells its worker: to give the next weight, or bytes that it asked for, of which the last are none. */
export type ToWorker = { readonly type: 'next' } | { readonly type: 'chunk'; readonly chunk: Uint8Array | undefined };

/** What a worker tells its page. */
export type FromWorker =
  | { readonly type: 'more' }
  | { readonly type: 'opened'; readonly outline: Outline; readonly size: number }
  | { readonly type: 'weight'; readonly values: WeightValues | undefined }
  | { readonly type: 'failed'; readonly error: PlainError };
