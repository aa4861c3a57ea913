import type { Model, StageJson } from '@tensorpress/core';
import type { Layer } from './layers-of.ts';

/** What the page has its worker do. */
export type Task =
  | { readonly kind: 'compress'; readonly model: Model; readonly stages: readonly StageJson[] }
  /** `before` is `after` decoded, where it is not known. */
  | { readonly kind: 'compare'; readonly before?: Model; readonly after: Model };

/** What became of a model. */
export interface Outcome {
  readonly layers: readonly Layer[];
  /** ‖after − before‖ / ‖before‖ of all weights together that are no longer what they were. */
  readonly error: number;
  /** Bytes as a `.tpress` file that nothing was done to, and as it is now. */
  readonly before: number;
  readonly after: number;
  /** Bytes of names, shapes and topology in it. */
  readonly header: number;
  /** What was written, if anything was. */
  readonly file?: Uint8Array<ArrayBuffer>;
}

/** How far the worker is. */
export interface Step {
  /** 0 to 1. */
  readonly share: number;
  readonly stage: string;
  readonly path: string;
}

/** What the worker answers. */
export type Answer =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly message: string };
