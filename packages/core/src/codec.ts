import type { Compressor, Context, OptionSpecs } from './compressor.ts';
import type { Ops } from './ops.ts';
import type { DType, Tensor, TensorInfo } from './tensor.ts';
import type { JsonObject } from './tree.ts';

/** A value, or a promise of one. */
export type MaybePromise<T> = T | Promise<T>;

/** The parts of a codec by name, with the element type (or types) of each. */
export type PartTypes = Readonly<Record<string, DType>>;

/** What a codec makes of a tensor: named parts, and what else decoding needs to know. */
export interface Encoding<Parts extends PartTypes = PartTypes, Header extends JsonObject = JsonObject> {
  readonly header: Header;
  readonly parts: { readonly [P in keyof Parts]: Tensor<Parts[P]> };
}

type PartValue<D extends DType, T> = D extends 'f32' ? T : Tensor<D>;

/** The parts as `rebuild` gets them: floats as differentiable values, integers as plain tensors. */
export type Rebuildable<Parts extends PartTypes, T> = { readonly [P in keyof Parts]: PartValue<Parts[P], T> };

/**
 * Makes ready to multiply x [rows, m] by a matrix W [m, n]. What it gives is called many times, at each step of a recurrent layer, so
 * that whatever does not depend on x is done before, by the time that the rows are known.
 */
export type Product<T> = (rows: number) => (x: T) => T;

/** What puts tensors together again of the parts that a codec made: the half of it that files need. */
export interface Decoder<
  In extends DType = DType,
  Parts extends PartTypes = PartTypes,
  Header extends JsonObject = JsonObject,
> {
  readonly id: string;
  /** Raised whenever parts or header come to mean something else; what earlier versions wrote decodes for ever. */
  readonly version: number;
  /** The element types that each part may have. */
  readonly parts: { readonly [P in keyof Parts]: readonly Parts[P][] };
  /**
   * Codecs of real values: the tensor as a differentiable function of its parts. Decoding, training and inference use it.
   * @throws Error if the parts are not ones that `encode` makes.
   */
  rebuild?<T>(ops: Ops<T>, parts: Rebuildable<Parts, T>, header: Header, info: TensorInfo<In>, version: number): T;
  /**
   * Beside `rebuild`, where that takes less work on plain numbers: the tensor, bit for bit, that `rebuild` makes of them.
   * @throws Error if the parts are not ones that `encode` makes.
   */
  restore?(parts: Encoding<Parts, Header>['parts'], header: Header, info: TensorInfo<In>, version: number): Tensor<In>;
  /**
   * Beside `rebuild`, where that takes less work: the product with a matrix W [m, n] without building W, or with building it after all
   * where that takes less work for many rows.
   */
  matMul?<T>(
    ops: Ops<T>,
    parts: Rebuildable<Parts, T>,
    header: Header,
    info: TensorInfo<In>,
    version: number,
  ): Product<T>;
  /**
   * Beside `rebuild`: kernels of layers that, called one after the other, do what a layer with this tensor as its kernel does,
   * if there are such. A table of embeddings is looked up in the first; a convolution takes its stride and dilation along
   * an axis in the kernel that is longer than 1 there, or else in the first. A kernel [...window, n, 1] before one of n inputs, and
   * not of the 1 that it would give, is that of a depthwise convolution: each channel has a window of its own.
   */
  factors?<T>(
    ops: Ops<T>,
    parts: Rebuildable<Parts, T>,
    header: Header,
    info: TensorInfo<In>,
    version: number,
  ): readonly T[] | undefined;
  /**
   * Codecs of symbols and bytes: the exact inverse of `encode`.
   * @throws Error if the parts are not ones that `encode` makes.
   */
  decode?(encoding: Encoding<Parts, Header>, info: TensorInfo<In>, version: number): MaybePromise<Tensor<In>>;
}

/** A codec, as its author writes it. */
export interface CodecSpec<Options, In extends DType, Parts extends PartTypes, Header extends JsonObject>
  extends Decoder<In, Parts, Header> {
  readonly options: OptionSpecs<Options>;
  /** The element types that it encodes; leaves of any other pass it by. */
  readonly takes: readonly In[];
  /** The parts that `encode` would make of such a tensor, at most this large; or a few words on why it would not. */
  plan(info: TensorInfo<In>, options: Options): { readonly [P in keyof Parts]: TensorInfo<Parts[P]> } | string;
  /**
   * Sees all the tensors that the stage is going to encode, and settles what they share: a threshold, a step, a codebook.
   * The options that it gives are the ones that `encode` gets.
   */
  prepare?(tensors: readonly Tensor<In>[], options: Options, context: Context): MaybePromise<Options>;
  /**
   * Takes a tensor apart, or says in a few words why not. The same tensor, options and seed always give the same parts.
   * Codecs with `rebuild` are never given NaN or infinity.
   */
  encode(tensor: Tensor<In>, options: Options, context: Context): MaybePromise<Encoding<Parts, Header> | string>;
  /**
   * Beside `encode`, which gets no tensor of random values right: parts to train from, random themselves, that make up a tensor
   * with the variance of the one given. It is called in place of `encode` where the context says that the model is `fresh`.
   */
  initialise?(tensor: Tensor<In>, options: Options, context: Context): MaybePromise<Encoding<Parts, Header> | string>;
}

/** A compressor that takes tensors apart one by one, and can put them together again. */
export interface Codec<
  Options = never,
  In extends DType = DType,
  Parts extends PartTypes = PartTypes,
  Header extends JsonObject = JsonObject,
> extends CodecSpec<Options, In, Parts, Header>,
    Compressor<Options> {
  readonly options: OptionSpecs<Options>;
}

/** Whether something decodes: a codec does, or its half that files need. */
export const isDecoder = (compressor: Compressor | Decoder): compressor is Decoder => 'parts' in compressor;

/** Whether a compressor is a codec, which files can name. */
export const isCodec = (compressor: Compressor): compressor is Codec => 'takes' in compressor;
