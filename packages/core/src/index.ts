/**
 * The contract, tree, pipeline, registry and file format of tensorpress.
 * @module
 */
export { candidates } from './candidates.ts';
export {
  type Codec,
  type CodecSpec,
  type Decoder,
  type Encoding,
  isCodec,
  type MaybePromise,
  type PartTypes,
  type Product,
  type Rebuildable,
} from './codec.ts';
export type { Compressor, Context, OptionSpec, OptionSpecs, Progress, Where } from './compressor.ts';
export { createCodecs } from './create-codecs.ts';
export { type Codecs, decode, decodeModel, type Unfolded, unfolder } from './decode.ts';
export { defineCodec } from './define-codec.ts';
export { CodecError, FileError, OptionError, UnknownCodecError, VersionError } from './errors.ts';
export { boundOf, type OpenFile, open, read, type Source, sizesOf, write } from './file.ts';
export { fromHalf, toHalf } from './half.ts';
export { memoise } from './memoise.ts';
export type { Operation, Ops } from './ops.ts';
export { completeOptions, describe } from './options.ts';
export type { Limits } from './outline.ts';
export { compress, estimate, type Stage, use } from './pipeline.ts';
export { plainOps } from './plain-ops.ts';
export { normal, normals, random, randomFor } from './random.ts';
export { createRegistry, type Registry, type StageJson } from './registry.ts';
export { type Report, report, type WeightReport } from './report.ts';
export { toSafetensors } from './safetensors.ts';
export {
  arrays,
  bytesOf,
  type DType,
  type DTypes,
  isOf,
  rootMeanSquare,
  sidesOf,
  sizeOf,
  type Tensor,
  type TensorInfo,
} from './tensor.ts';
export {
  isNode,
  type Json,
  type JsonObject,
  leavesOf,
  type Model,
  mapModel,
  type Node,
  type Outline,
  type Tree,
} from './tree.ts';
export { and, largerThan, matching, not, or } from './where.ts';
