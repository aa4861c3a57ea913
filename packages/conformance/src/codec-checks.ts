import { arrays, bytesOf, decode, type Node, read, sizeOf, type Tensor, write } from '@tensorpress/core';
import { amid, type Check, check, inTime } from './check.ts';
import { alike, deepFreeze, errorOf, sameModel, sameTensor } from './compare.ts';
import { type AnyCodec, decodeAs, encodeInPlace, encodeNode, partsOf } from './run-codec.ts';
import { awkwardShapes, awkwardValues, nonFiniteValues, type Sample } from './tensors.ts';

/** A tensor, the options to encode it with, and how far from it the decoded tensor may be. */
export interface CodecCase<Options> {
  readonly label: string;
  readonly options: Options;
  readonly tensors: readonly Tensor[];
  readonly tolerance: number;
}

/** The checks of what a codec does to tensors, apart from models and files. */
export function codecChecks<Options>(
  codec: AnyCodec<Options>,
  { label, options, tensors, tolerance }: CodecCase<Options>,
): Check[] {
  const exact = codec.rebuild === undefined;
  const each = (f: (tensor: Tensor, node: Node) => Promise<void>) => async () => {
    for (const tensor of tensors) {
      await amid(`${tensor.dtype} [${tensor.shape}]`, async () => {
        const node = await encodeNode(codec, tensor, options);
        check(typeof node !== 'string', `is not encoded: ${node}`);
        await f(tensor, node);
      });
    }
  };
  const awkward = async (samples: readonly Sample[]) => {
    for (const { name, tensor } of samples) {
      await amid(`${tensor.dtype}, ${name}`, async () => {
        const node = await inTime('encoding', () => encodeNode(codec, tensor, options));
        if (typeof node === 'string') return check(node !== '', 'is refused without a reason');
        checkPlan(codec, tensor, options, node);
        const decoded = await inTime('decoding', () => decodeAs(codec, node, tensor));
        if (exact) check(sameTensor(decoded, tensor), 'does not decode to what was encoded');
        else check(decoded.data.every(Number.isFinite), 'decodes finite values to values that are not');
        await write({ weights: { node } });
      });
    }
  };
  return [
    {
      title: exact ? `${label}: decodes to the very same tensor` : `${label}: decodes within the tolerance`,
      run: each(async (tensor, node) => {
        const decoded = await decodeAs(codec, node, tensor);
        if (exact) return check(sameTensor(decoded, tensor), 'does not decode to what was encoded');
        const error = errorOf(tensor, decoded);
        check(error <= tolerance, `the relative error is ${error}, over ${tolerance}`);
      }),
    },
    {
      title: `${label}: keeps to its plan`,
      run: each(async (tensor, node) => checkPlan(codec, tensor, options, node)),
    },
    {
      title: `${label}: encodes the same twice and leaves its input alone`,
      run: each(async (tensor, node) => {
        const input = deepFreeze({ ...structuredClone(tensor) });
        const again = await encodeInPlace(codec, input, deepFreeze(frozenCopy(options)));
        check(typeof again !== 'string', 'is not encoded a second time');
        check(sameTensor(input, tensor), 'changes the values that it encodes');
        check(alike(again, node), 'gives other parts or another header the second time');
      }),
    },
    {
      title: `${label}: reads a tensor that is a view of a larger buffer`,
      run: each(async (tensor, node) => {
        const around = new arrays[tensor.dtype](tensor.data.length + 3).fill(77);
        around.set(tensor.data, 2);
        const again = await encodeNode(codec, { ...tensor, data: around.subarray(2, -1) }, options);
        check(typeof again !== 'string' && alike(partsOf(again), partsOf(node)), 'a view is encoded in another way');
      }),
    },
    {
      title: `${label}: decodes the same twice and leaves the parts alone`,
      run: each(async (tensor, node) => {
        const first = await decodeAs(codec, deepFreeze(structuredClone(node)), tensor);
        const kept = structuredClone(first);
        const input = deepFreeze(structuredClone(node));
        const second = await decodeAs(codec, input, tensor);
        check(alike(input, node), 'changes the parts that it decodes');
        check(sameTensor(second, first) && sameTensor(first, kept), 'gives another tensor the second time');
      }),
    },
    {
      title: `${label}: has a header that survives JSON`,
      run: each(async (_, { header }) =>
        check(alike(JSON.parse(JSON.stringify(header)), header), 'the header changes'),
      ),
    },
    {
      title: `${label}: survives write and read`,
      run: each(async (tensor, node) => {
        const model = { weights: { node } };
        const back = await read(await write(model));
        check(await sameModel(back, model), 'is written in another way the second time');
        const decoded = await decode(back.weights.node!, { get: async () => codec });
        check(sameTensor(decoded, await decodeAs(codec, node, tensor)), 'decodes to another tensor after the file');
      }),
    },
    {
      title: `${label}: takes or refuses empty, one-element, prime and 1×n shapes`,
      run: async () => {
        for (const dtype of codec.takes) await awkward(awkwardShapes(dtype));
      },
    },
    {
      title: `${label}: takes or refuses constant, denormal and enormous values`,
      run: async () => {
        for (const dtype of codec.takes) await awkward(awkwardValues(dtype));
      },
    },
    ...(codec.takes.includes('f32')
      ? [
          {
            title: `${label}: ${exact ? 'keeps' : 'leaves alone'} NaN and infinity`,
            run: () => nonFinite(codec, options),
          },
        ]
      : []),
  ];
}

async function nonFinite<Options>(codec: AnyCodec<Options>, options: Options): Promise<void> {
  for (const { name, tensor } of nonFiniteValues()) {
    await amid(name, async () => {
      const model = { weights: { w: tensor } };
      const { weights } = await codec.compress(model, options, { where: () => true });
      const decoded = await decode(weights.w!, { get: async () => codec });
      check(sameTensor(decoded, tensor), 'does not come back bit for bit');
      if (codec.rebuild) return;
      const node = await encodeNode(codec, tensor, options);
      check(
        typeof node === 'string' || sameTensor(await decodeAs(codec, node, tensor), tensor),
        'does not decode bit for bit',
      );
    });
  }
}

function checkPlan<Options>(codec: AnyCodec<Options>, tensor: Tensor, options: Options, node: Node): void {
  const { dtype, shape } = tensor;
  const plan = codec.plan({ dtype, shape }, options);
  check(typeof plan !== 'string', 'plans one thing for a tensor and another for its type and shape');
  const parts = partsOf(node);
  const names = Object.keys(codec.parts).sort().join();
  check(Object.keys(plan).sort().join() === names, `plans the parts ${Object.keys(plan)} and not ${names}`);
  check(Object.keys(parts).sort().join() === names, `encodes the parts ${Object.keys(parts)} and not ${names}`);
  for (const [name, part] of Object.entries(parts)) {
    const planned = plan[name]!;
    const types = codec.parts[name]!;
    check(types.includes(planned.dtype), `plans ${name} as ${planned.dtype}, which is not one of ${types}`);
    check(types.includes(part.dtype), `encodes ${name} as ${part.dtype}, which is not one of ${types}`);
    check(
      part.data instanceof arrays[part.dtype],
      `${name} holds ${part.data.constructor.name} and says ${part.dtype}`,
    );
    check(
      part.data.length === sizeOf(part.shape),
      `${name} has ${part.data.length} values and the shape [${part.shape}]`,
    );
    check(
      bytesOf(part) <= bytesOf(planned),
      `${name} takes ${bytesOf(part)} bytes, over the ${bytesOf(planned)} of its plan`,
    );
  }
}

const frozenCopy = <T>(value: T): T => (typeof value === 'object' && value !== null ? { ...value } : value);
