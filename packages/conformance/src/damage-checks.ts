import { arrays, decode, type Json, type JsonObject, type Node, random, sizeOf, type Tensor } from '@tensorpress/core';
import { amid, type Check, check, failureOf, inTime } from './check.ts';
import { checkForm } from './compare.ts';
import { type AnyCodec, decodeNode, encodeNode, partsOf } from './run-codec.ts';

/** A node that has been damaged, with a few words on how. */
interface Damaged {
  readonly how: string;
  readonly node: Node;
}

/**
 * The checks of what a codec does with a node that it never wrote: it must throw an Error, or give a tensor of the right type and
 * shape, and do so soon. A codec with `rebuild` must not give NaN either, which is what reading past the end of an array gives.
 */
export function damageChecks<Options>(
  codec: AnyCodec<Options>,
  label: string,
  options: Options,
  tensors: readonly Tensor[],
): Check[] {
  const survives = (damage: (node: Node) => Iterable<Damaged>) => async () => {
    for (const tensor of tensors) {
      const node = await encodeNode(codec, tensor, options);
      check(typeof node !== 'string', `is not encoded: ${node}`);
      for (const damaged of damage(node)) await amid(damaged.how, () => survive(codec, damaged.node));
    }
  };
  return [
    { title: `${label}: throws, or keeps the shape, where parts are garbage`, run: survives(damagedParts) },
    { title: `${label}: throws, or keeps the shape, where the header is garbage`, run: survives(damagedHeaders) },
    { title: `${label}: throws, or keeps the shape, where the shape is another`, run: survives(damagedShapes) },
  ];
}

async function survive<Options>(codec: AnyCodec<Options>, node: Node): Promise<void> {
  let tensor: Tensor | undefined;
  const decoding = async () => {
    // What a rebuild is given has no shape that it could look at, so that core checks the one that comes out.
    tensor = codec.rebuild ? await decode(node, { get: async () => codec }) : await decodeNode(codec, node);
  };
  await inTime('decoding', () => failureOf(decoding));
  if (!tensor) return;
  checkForm(tensor, {
    dtype: node.dtype,
    shape: node.shape,
    data: new arrays[node.dtype](sizeOf(node.shape)),
  });
  check(!codec.rebuild || !tensor.data.some(Number.isNaN), 'gives NaN');
}

function* damagedParts(node: Node): Iterable<Damaged> {
  const parts = partsOf(node);
  for (const [name, part] of Object.entries(parts)) {
    for (const [how, damaged] of damagedTensors(part)) {
      yield { how: `${name} ${how}`, node: { ...node, parts: { ...parts, [name]: damaged } } };
    }
  }
}

function* damagedTensors(part: Tensor): Iterable<readonly [how: string, tensor: Tensor]> {
  const { dtype, shape, data } = part;
  const resized = (length: number): Tensor => {
    const values = new arrays[dtype](length);
    values.set(data.subarray(0, length));
    return { dtype, shape: [length], data: values };
  };
  yield ['empty', resized(0)];
  yield ['one value short', resized(Math.max(0, data.length - 1))];
  yield ['one value long', resized(data.length + 1)];
  yield ['much longer', resized(3 * data.length + 100)];
  yield ['of another shape', { ...part, shape: [1, ...shape, 1] }];
  // A float may be anything.
  if (dtype === 'f32') return;
  const changed = (value: (i: number) => number): Tensor => {
    const values = new arrays[dtype](data.length);
    for (let i = 0; i < values.length; i++) values[i] = value(i);
    return { dtype, shape, data: values };
  };
  const next = random(3);
  yield ['all zeros', changed(() => 0)];
  yield ['all ones', changed(() => 1)];
  yield ['all bits set', changed(() => -1)];
  yield ['reversed', changed((i) => data[data.length - 1 - i]!)];
  for (let round = 0; round < 8; round++) yield ['random', changed(() => next() * 2 ** 32)];
  for (let round = 0; round < Math.min(100, data.length); round++) {
    const at = Math.floor(next() * data.length);
    const bit = 1 << Math.floor(next() * arrays[dtype].BYTES_PER_ELEMENT * 8);
    yield [`with a bit of value ${at} flipped`, changed((i) => (i === at ? data[i]! ^ bit : data[i]!))];
  }
}

const NONSENSE: readonly Json[] = [null, true, -1, 0, 0.5, 1e9, 'nonsense', [], {}, [1e9, -1, null]];

function* damagedHeaders(node: Node): Iterable<Damaged> {
  for (const name of Object.keys(node.header)) {
    const { [name]: _, ...rest }: JsonObject = node.header;
    yield { how: `without ${name}`, node: { ...node, header: rest } };
    for (const value of NONSENSE) {
      yield { how: `${name} ${JSON.stringify(value)}`, node: { ...node, header: { ...node.header, [name]: value } } };
    }
  }
}

function* damagedShapes(node: Node): Iterable<Damaged> {
  const size = sizeOf(node.shape);
  for (const shape of [[], [0], [size + 1], [size - 1], [2, size], [...node.shape, 2], [4096, 4096]]) {
    if (shape.every((n) => n >= 0)) yield { how: `the shape [${shape}]`, node: { ...node, shape } };
  }
}
