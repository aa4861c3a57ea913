import {
  type Codec,
  type Compressor,
  type Context,
  type Encoding,
  isCodec,
  type JsonObject,
  type Node,
  type PartTypes,
  plainOps,
  type Tensor,
} from '@tensorpress/core';
import { check } from './check.ts';
import { checkForm } from './compare.ts';

/** A codec whose types are of no interest. */
export type AnyCodec<Options> = Codec<Options, Tensor['dtype'], PartTypes, JsonObject>;

const SEED: Context = { seed: 1 };

/** A node as the codec makes it of a copy of a tensor; or, in its own words, why it does not. */
export const encodeNode = <Options>(
  codec: AnyCodec<Options>,
  tensor: Tensor,
  options: Options,
): Promise<Node | string> => encodeInPlace(codec, structuredClone(tensor), options);

/** A node as the codec makes it of a tensor, which is at its mercy. */
export async function encodeInPlace<Options>(
  codec: AnyCodec<Options>,
  tensor: Tensor,
  options: Options,
  context: Context = SEED,
): Promise<Node | string> {
  const plan = codec.plan(tensor, options);
  if (typeof plan === 'string') return plan;
  const settled = (await codec.prepare?.([tensor], options, context)) ?? options;
  const encoding = await (context.fresh && codec.initialise
    ? codec.initialise(tensor, settled, context)
    : codec.encode(tensor, settled, context));
  return typeof encoding === 'string' ? encoding : nodeOf(codec, tensor, encoding);
}

const nodeOf = <Options>(codec: AnyCodec<Options>, { dtype, shape }: Tensor, { header, parts }: Encoding): Node => ({
  codec: codec.id,
  version: codec.version,
  dtype,
  shape,
  header,
  parts,
});

/** The parts of a node, all of which are tensors still. */
export function partsOf(node: Node): Readonly<Record<string, Tensor>> {
  const parts: Record<string, Tensor> = {};
  for (const [name, part] of Object.entries(node.parts)) {
    check('data' in part, `part ${name} is a node`);
    parts[name] = part;
  }
  return parts;
}

/** The tensor of a node, straight from the codec's own function, so that nothing else can catch what it does wrong. */
export async function decodeNode<Options>(codec: AnyCodec<Options>, node: Node): Promise<Tensor> {
  const { header, version, dtype, shape } = node;
  const parts = partsOf(node);
  if (codec.rebuild) return codec.rebuild<Tensor>(plainOps, parts as never, header, { dtype, shape }, version);
  check(codec.decode, 'has neither rebuild nor decode');
  return codec.decode({ header, parts }, { dtype, shape }, version);
}

/** The tensor of a node, which must be of the type and shape that the node says. */
export async function decodeAs<Options>(codec: AnyCodec<Options>, node: Node, like: Tensor): Promise<Tensor> {
  const decoded = await decodeNode(codec, node);
  checkForm(decoded, like);
  return decoded;
}

/** A compressor as the codec that it is, if it is one. */
export function asCodec<Options>(compressor: Compressor<Options>): AnyCodec<Options> | undefined {
  const isOne = (c: Compressor<Options>): c is AnyCodec<Options> => isCodec(c);
  return isOne(compressor) ? compressor : undefined;
}
