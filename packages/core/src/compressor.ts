import type { TensorInfo } from './tensor.ts';
import type { Model, Outline } from './tree.ts';

/** How far a compressor has come. */
export interface Progress {
  /** The id of the compressor. */
  readonly stage: string;
  /** Steps done, out of `total`. */
  readonly done: number;
  readonly total: number;
  /** The tree that was just handled, like `dense/kernel.values`. */
  readonly path?: string;
  /** Why that tree was left as it was. */
  readonly note?: string;
  /** Figures of a training stage, like `{ loss: 0.12 }`. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Selects leaves; `path` is like `dense/kernel.values.indices`. */
export type Where = (path: string, info: TensorInfo) => boolean;

/** What a pipeline tells each of its stages. */
export interface Context {
  /** Which leaves to touch. By default codecs with a loss leave biases, other 1-D weights and leaves under 256 elements alone. */
  readonly where?: Where;
  /** Cancels the run: it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Whether the weights are those that training begins with: random, so that nothing but their variance is to be kept. */
  readonly fresh?: boolean;
  /** What the pipeline began with: what `compress` was given, unless that says otherwise. */
  readonly original?: Model;
  /** Of everything random; 0 by default. */
  readonly seed?: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** One option of a compressor: what pipelines in JSON, the command line and the docs know of it. */
export interface OptionSpec {
  /** `json` is any JSON value, `data` one that JSON cannot hold. */
  readonly type: 'number' | 'integer' | 'boolean' | 'string' | 'json' | 'data';
  /** One sentence. */
  readonly about: string;
  /** Left out of the options where there is no default. */
  readonly default?: number | boolean | string;
  readonly required?: boolean;
  /** Inclusive. */
  readonly min?: number;
  readonly max?: number;
  /** The strings allowed. */
  readonly values?: readonly string[];
}

/** The options of a compressor by name. */
export type OptionSpecs<Options> = Readonly<Record<keyof NoInfer<Options> & string, OptionSpec>>;

/**
 * Makes a model smaller, or better at the size it has; never changes the model that it is given.
 *
 * `Options` are complete here: `use` fills in defaults and checks ranges.
 */
export interface Compressor<Options = never> {
  /**
   * Its name in pipelines and files, for good: the last part of its package name, or a third party's full package name, which has a
   * scope or begins with `tensorpress-`.
   */
  readonly id: string;
  readonly options: OptionSpecs<Options>;
  compress(model: Model, options: Options, context?: Context): Promise<Model>;
  /** The outline that `compress` would give, or a larger one; the one it got if left out. */
  preview?(outline: Outline, options: Options, context?: Context): Outline;
}
