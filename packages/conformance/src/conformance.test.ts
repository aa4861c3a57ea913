import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Codec,
  CodecError,
  type CodecSpec,
  type Compressor,
  createRegistry,
  decode,
  defineCodec,
  type Encoding,
  fromHalf,
  type JsonObject,
  type Model,
  mapModel,
  OptionError,
  plainOps,
  sizeOf,
  type Tensor,
  toHalf,
  write,
} from '@tensorpress/core';
import test from 'ava';
import { inTime } from './check.ts';
import {
  type Backend,
  type Case,
  type Check,
  conformance,
  type Extras,
  type Fixture,
  readFixtures,
  sampleTensor,
  writeFixtures,
} from './index.ts';

interface StepsOptions {
  readonly levels: number;
  readonly rounding: 'nearest' | 'down';
}
type StepsParts = { readonly codes: 'u8'; readonly scale: 'f32' };
type StepsHeader = { readonly zero: number };
type Steps = CodecSpec<StepsOptions, 'f32', StepsParts, StepsHeader>;
type Encoded = Encoding<StepsParts, StepsHeader>;

function encodeSteps({ data, shape }: Tensor<'f32'>, { levels, rounding }: StepsOptions): Encoded | string {
  const scale = Math.fround(data.reduce((max, value) => Math.max(max, Math.abs(value)), 0) / (levels + 1));
  if (scale === 0) return 'is too close to zero';
  const round = rounding === 'nearest' ? Math.round : Math.floor;
  const codes = Uint8Array.from(data, (value) => 128 + Math.max(-levels, Math.min(levels, round(value / scale))));
  return {
    header: { zero: 128 },
    parts: {
      codes: { dtype: 'u8', shape, data: codes },
      scale: { dtype: 'f32', shape: [1], data: Float32Array.of(scale) },
    },
  };
}

/** A codec of real values that does everything right. */
const steps: Steps = {
  id: 'steps',
  version: 1,
  options: {
    levels: {
      type: 'integer',
      about: 'How many steps there are on either side of zero.',
      default: 100,
      min: 1,
      max: 127,
    },
    rounding: { type: 'string', about: 'How values become steps.', default: 'nearest', values: ['nearest', 'down'] },
  },
  takes: ['f32'],
  parts: { codes: ['u8'], scale: ['f32'] },
  plan: ({ shape }) =>
    sizeOf(shape) === 0 ? 'is empty' : { codes: { dtype: 'u8', shape }, scale: { dtype: 'f32', shape: [1] } },
  encode: encodeSteps,
  rebuild(ops, { codes, scale }, { zero }, { shape }) {
    if (!Number.isInteger(zero) || zero < 0 || zero > 255) throw new CodecError('steps: zero must be a code');
    if (String(codes.shape) !== String(shape)) throw new CodecError('steps: there must be a code for each value');
    const counts = ops.tensor(
      Float32Array.from(codes.data, (code) => code - zero),
      [...shape],
      'float32',
    );
    return ops.mul(counts, ops.reshape(scale, []));
  },
};

type Deltas = CodecSpec<object, 'u8' | 'i16', { readonly deltas: 'u8' | 'i16' }, JsonObject>;

/** A codec of symbols that does everything right. */
const deltas: Deltas = {
  id: '@acme/deltas',
  version: 1,
  options: {},
  takes: ['u8', 'i16'],
  parts: { deltas: ['u8', 'i16'] },
  plan: ({ dtype, shape }) => ({ deltas: { dtype, shape } }),
  encode({ dtype, shape, data }) {
    return {
      header: {},
      parts: { deltas: { dtype, shape, data: data.map((value, i) => value - (data[i - 1] ?? 0)) } },
    };
  },
  decode({ parts: { deltas } }, { dtype, shape }) {
    if (deltas.dtype !== dtype || String(deltas.shape) !== String(shape)) throw new CodecError('deltas: do not fit');
    let value = 0;
    const data = deltas.data.map((delta) => {
      value += delta;
      return value;
    });
    return { dtype, shape, data };
  },
};

type Bytes = CodecSpec<object, 'f32', { readonly bytes: 'u8' }, JsonObject>;

/** A codec of f32 symbols: the bytes themselves. */
const bytes: Bytes = {
  id: 'bytes',
  version: 1,
  options: {},
  takes: ['f32'],
  parts: { bytes: ['u8'] },
  plan: ({ shape }) => ({ bytes: { dtype: 'u8', shape: [4 * sizeOf(shape)] } }),
  encode({ shape, data }) {
    const copy = new Uint8Array(data.slice().buffer);
    return { header: {}, parts: { bytes: { dtype: 'u8', shape: [4 * sizeOf(shape)], data: copy } } };
  },
  decode({ parts: { bytes } }, { dtype, shape }) {
    if (bytes.data.length !== 4 * sizeOf(shape)) throw new CodecError('bytes: do not fit');
    return { dtype, shape, data: new Float32Array(bytes.data.slice().buffer) };
  },
};

interface HalvesOptions {
  readonly strength: number;
}

/** A compressor that is no codec: rounds weights to half precision. */
const halves: Compressor<HalvesOptions> = {
  id: 'halves',
  options: { strength: { type: 'number', about: 'Of no effect.', default: 1, min: 0, max: 1 } },
  async compress(model, _, { signal, onProgress } = {}) {
    const total = Object.keys(model.weights).length;
    let done = 0;
    return mapModel(model, (tree) => {
      signal?.throwIfAborted();
      onProgress?.({ stage: 'halves', done: ++done, total });
      if (!('data' in tree) || tree.dtype !== 'f32') return undefined;
      const data = Float32Array.from(tree.data, (value) => fromHalf(toHalf(value)));
      return { dtype: 'f32', shape: tree.shape, data, bits: 16 };
    });
  },
};

const model: Model = {
  weights: { a: sampleTensor('f32', [8, 9]), b: sampleTensor('f32', [70], 2), c: sampleTensor('u8', [5], 3) },
  topology: { kind: 'test' },
};

/** Titles of the checks that fail, each with what it says. */
async function failures(checks: readonly Check[]): Promise<Map<string, string>> {
  const failed = new Map<string, string>();
  for (const { title, run } of checks) {
    try {
      await run();
    } catch (error) {
      failed.set(title, error instanceof Error ? error.message : String(error));
    }
  }
  return failed;
}

const small = sampleTensor('f32', [8, 9]);

const passes = <Options>(
  name: string,
  compressor: Compressor<Options>,
  cases: readonly Case<Options>[],
  extras?: Extras<Options, Tensor>,
) =>
  test(`a right ${name} passes every check`, async (t) => {
    t.deepEqual(await failures(conformance(compressor, cases, extras)), new Map());
  });

const caught = <Options>(
  what: string,
  by: RegExp,
  saying: RegExp,
  compressor: Compressor<Options>,
  cases: readonly Case<Options>[] = [{}],
  extras?: Extras<Options, Tensor>,
) =>
  test(`${what} is caught by: ${by.source}`, async (t) => {
    const checks = conformance(compressor, cases, extras).filter(({ title }) => by.test(title));
    const failed = [...(await failures(checks)).values()];
    t.is(failed.length, 1);
    t.regex(failed[0] ?? '', saying);
  });

/** `plainOps`, differentiated by differences. */
const backend: Backend<Tensor> = {
  ops: plainOps,
  data: (tensor) => tensor.data,
  gradients: (f, xs) =>
    xs.map((x, k) => {
      const sum = (at: number, by: number) => {
        const data = Float32Array.from(x.data);
        data[at]! += by;
        const { data: values } = f(xs.map((other, j) => (j === k ? { dtype: 'f32', shape: x.shape, data } : other)));
        let total = 0;
        for (const value of values) total += value;
        return total;
      };
      const slopes = Float32Array.from(x.data, (_, i) => (sum(i, 1e-3) - sum(i, -1e-3)) / 2e-3);
      return { dtype: 'f32', shape: x.shape, data: slopes };
    }),
};

const fixtureOf = async (codec: Codec<StepsOptions, 'f32', StepsParts, StepsHeader>): Promise<Fixture> => {
  const { weights } = await codec.compress(
    { weights: { w: small } },
    { levels: 9, rounding: 'nearest' },
    { where: () => true },
  );
  const expected = await decode(weights.w!, createRegistry({ [codec.id]: async () => codec }));
  return { name: 'v1/nine-levels.tpress', bytes: await write({ weights: { encoded: weights.w!, expected } }) };
};

const fixtures = [await fixtureOf(defineCodec(steps))];

passes('codec with rebuild', defineCodec(steps), [{ tolerance: 0.05 }, { options: { levels: 3 }, tensor: small }], {
  fixtures,
  backend,
});
passes('codec with decode', defineCodec(deltas), [{}, {}]);
passes('codec of f32 bytes', defineCodec(bytes), [{}]);
passes('compressor that is no codec', halves, [{ model }]);

const stepsWith = (change: Partial<Steps>) => defineCodec({ ...steps, ...change });

/** Steps, with something done to what it encodes. */
const encoding = (change: (encoded: Encoded, tensor: Tensor<'f32'>) => Encoded | string) =>
  stepsWith({
    encode: (tensor, options) => {
      const encoded = encodeSteps(tensor, options);
      return typeof encoded === 'string' ? encoded : change(encoded, tensor);
    },
  });

/** Steps, with something done to what it decodes. */
const decoding = (change: (tensor: Tensor, codes: Tensor<'u8'>, shape: readonly number[]) => Tensor) =>
  stepsWith({
    rebuild(ops, parts, header, info, version) {
      const tensor = steps.rebuild!(ops, parts, header, info, version);
      // These tests decode with plain operations, whose values are tensors.
      return change(tensor as Tensor, parts.codes, info.shape) as typeof tensor;
    },
  });

const known = new WeakSet<Uint8Array>();
let calls = 0;

caught('version 0', /has a version/, /positive integer, not 0/, stepsWith({ version: 0 }));
caught(
  'a codec with both rebuild and decode',
  /has a version/,
  /either/,
  stepsWith({ decode: () => small as Tensor<'f32'> }),
);
caught('an unknown element type', /has a version/, /f64/, stepsWith({ takes: ['f64' as 'f32'] }), [{ tensor: small }]);

caught('an id in capitals', /is named/, /kebab-case/, stepsWith({ id: 'Steps' }));
caught(
  'an option without a sentence',
  /is named/,
  /full stop/,
  {
    ...halves,
    options: { strength: { type: 'number', about: 'strength' } },
  },
  [{ model }],
);
caught(
  'a default out of range',
  /is named/,
  /must be a number from 2/,
  {
    ...halves,
    options: { strength: { type: 'number', about: 'Strength.', default: 1, min: 2 } },
  },
  [{ model, options: { strength: 3 } }],
);

caught(
  'an option that takes any JSON',
  /throws an OptionError/,
  /nonsense/,
  {
    ...halves,
    options: { strength: { type: 'json', about: 'Strength.' } },
  },
  [{ model }],
);
caught('options that should exclude each other', /throws an OptionError/, /no error/, halves, [{ model }], {
  rejects: [{ strength: 0.5 }],
});
caught(
  'an error that does not name the compressor',
  /throws an OptionError/,
  /begin with the id/,
  {
    ...halves,
    async compress(model, { strength }) {
      if (strength === 0.5) throw new OptionError('bad strength');
      return model;
    },
  },
  [{ model }],
  { rejects: [{ strength: 0.5 }] },
);

caught(
  'a decoder that is off by one',
  /very same tensor/,
  /does not decode to what was encoded/,
  defineCodec({
    ...deltas,
    decode: (encoding, info, version) => {
      const { dtype, shape, data } = deltas.decode!(encoding, info, version) as Tensor<'u8'>;
      return { dtype, shape, data: data.map((value, i) => (i === 7 ? value + 1 : value)) };
    },
  }),
);
caught(
  'a decoder of twice the values',
  /within the tolerance/,
  /relative error is 0.98\d+, over 0.5/,
  decoding((tensor) => plainOps.add(tensor, tensor)),
  [
    {
      options: { levels: 127 },
      tensor: { dtype: 'f32', shape: [2, 2], data: Float32Array.of(0, 1, 64, -64) },
      tolerance: 0.5,
    },
  ],
);
caught('a tensor that is refused', /within the tolerance/, /is not encoded: is empty/, defineCodec(steps), [
  { tensor: { dtype: 'f32', shape: [0], data: new Float32Array() } },
]);

caught(
  'a part over its plan',
  /keeps to its plan/,
  /scale takes 8 bytes, over the 4/,
  encoding(({ header, parts }) => ({
    header,
    parts: { ...parts, scale: { dtype: 'f32', shape: [2], data: Float32Array.of(parts.scale.data[0]!, 0) } },
  })),
);
caught(
  'a part of a type that is not declared',
  /keeps to its plan/,
  /codes as i8/,
  encoding(({ header, parts }) => ({
    header,
    parts: { ...parts, codes: { ...parts.codes, dtype: 'i8' as 'u8' } },
  })),
);
caught(
  'a part with too few values',
  /keeps to its plan/,
  /codes has 71 values/,
  encoding(({ header, parts }) => ({
    header,
    parts: { ...parts, codes: { ...parts.codes, data: parts.codes.data.slice(1) } },
  })),
  [{ tensor: small }],
);
caught(
  'a part without a plan',
  /keeps to its plan/,
  /encodes the parts/,
  encoding(({ header, parts }) => ({
    header,
    parts: { ...parts, spare: parts.scale },
  })),
);

caught(
  'chance',
  /encodes the same twice/,
  /other parts/,
  encoding(({ header, parts }) => ({
    header,
    parts: { ...parts, scale: { ...parts.scale, data: Float32Array.of(Math.random()) } },
  })),
);
caught(
  'an encoder that counts its calls',
  /encodes the same twice/,
  /other parts/,
  encoding(({ parts }) => ({
    header: { zero: ++calls % 128 },
    parts,
  })),
);
caught(
  'an encoder that sorts its input',
  /encodes the same twice/,
  /changes the values/,
  encoding((encoded, { data }) => {
    data.sort();
    return encoded;
  }),
);
caught(
  'an encoder that writes to its input',
  /encodes the same twice/,
  /read only|not extensible/,
  encoding((encoded, tensor) => Object.assign(tensor, { seen: true }) && encoded),
);

caught(
  'an encoder that reads the whole buffer',
  /is a view/,
  /another way/,
  encoding(({ header, parts }, { shape, data }) => ({
    header,
    parts: {
      ...parts,
      codes: {
        dtype: 'u8',
        shape,
        data: new Uint8Array(data.buffer, 0, 4 * data.length).filter((_, i) => i % 4 === 3),
      },
    },
  })),
);

caught(
  'a decoder that writes to its parts',
  /decodes the same twice/,
  /changes the parts/,
  decoding((tensor, codes) => {
    codes.data.fill(128);
    return tensor;
  }),
);
caught(
  'a decoder with a state',
  /decodes the same twice/,
  /another tensor the second time/,
  decoding((tensor) => plainOps.mul(tensor, { dtype: 'f32', shape: [], data: Float32Array.of(++calls) })),
);

for (const [name, zero] of [
  ['NaN', Number.NaN],
  ['-0', -0],
  ['undefined', undefined],
] as const) {
  caught(
    `a header with ${name}`,
    /header that survives JSON/,
    /changes/,
    encoding(({ parts }) => ({
      header: { zero: zero as number },
      parts,
    })),
  );
}

caught(
  'a part over its bits',
  /survives write and read/,
  /7 bits/,
  encoding(({ header, parts }) => ({
    header,
    parts: { ...parts, codes: { ...parts.codes, bits: 7 } },
  })),
);
caught(
  'a decoder that knows its encodings by heart',
  /survives write and read/,
  /never seen/,
  stepsWith({
    encode(tensor, options) {
      const encoded = encodeSteps(tensor, options);
      if (typeof encoded !== 'string') known.add(encoded.parts.codes.data);
      return encoded;
    },
    rebuild(ops, parts, header, info, version) {
      if (!known.has(parts.codes.data)) throw new CodecError('steps: never seen');
      return steps.rebuild!(ops, parts, header, info, version);
    },
  }),
);

caught(
  'a plan for matrices only',
  /1×n shapes/,
  /the shape \[\]/,
  stepsWith({
    plan({ shape }, options) {
      if (shape.length !== 2) throw new RangeError('steps: must be a matrix');
      return steps.plan({ dtype: 'f32', shape }, options);
    },
  }),
);
caught(
  'a refusal without a reason',
  /1×n shapes/,
  /without a reason/,
  stepsWith({
    plan: (info, options) => (sizeOf(info.shape) === 0 ? '' : steps.plan(info, options)),
  }),
);
caught(
  'a decoder that drops the shape',
  /1×n shapes/,
  /the shape \[2\] and not to \[\]|shape/,
  decoding((tensor) => (tensor.shape.length === 0 ? { ...tensor, shape: [1] } : tensor)),
);
caught(
  'a division by the range',
  /denormal and enormous values/,
  /that are not/,
  encoding(({ header, parts }, { data }) => ({
    header,
    parts: { ...parts, scale: { ...parts.scale, data: Float32Array.of(1 / (Math.max(...data) - Math.min(...data))) } },
  })),
);
caught(
  'a decoder that normalises NaN',
  /keeps NaN/,
  /bit for bit/,
  defineCodec({
    ...bytes,
    decode: (encoding, info, version) => {
      const { dtype, shape, data } = bytes.decode!(encoding, info, version) as Tensor<'f32'>;
      return { dtype, shape, data: data.map((value) => (Number.isNaN(value) ? Number.NaN : value)) };
    },
  }),
);

caught(
  'a decoder that trusts its parts',
  /parts are garbage/,
  /gives NaN/,
  stepsWith({
    rebuild: (ops, { codes, scale }, _, { shape }) =>
      ops.mul(
        ops.tensor(
          Float32Array.from({ length: sizeOf(shape) }, (_, i) => codes.data[i]! - 128),
          [...shape],
          'float32',
        ),
        scale,
      ),
  }),
  [{ tensor: small }],
);
caught(
  'an exact decoder that trusts its parts',
  /parts are garbage/,
  /decodes to 0 values/,
  defineCodec({
    ...deltas,
    decode: ({ parts: { deltas } }, { dtype, shape }) => ({ dtype, shape, data: deltas.data.map((value) => value) }),
  }),
);
caught(
  'a string that is thrown',
  /parts are garbage/,
  /not an Error/,
  defineCodec({
    ...deltas,
    decode(encoding, info, version) {
      if (encoding.parts.deltas.data.length !== sizeOf(info.shape)) throw 'deltas: do not fit';
      return deltas.decode!(encoding, info, version);
    },
  }),
);
caught(
  'a decoder that trusts its header',
  /header is garbage/,
  /gives NaN/,
  stepsWith({
    rebuild: (ops, { codes, scale }, { zero }, { shape }) =>
      ops.mul(
        ops.tensor(
          Float32Array.from(codes.data, (code) => code - zero),
          [...shape],
          'float32',
        ),
        scale,
      ),
  }),
);
caught(
  'an exact decoder that does not look at the shape',
  /shape is another/,
  /decodes to the shape/,
  defineCodec({
    ...deltas,
    decode: ({ parts: { deltas } }, { dtype }) => ({ dtype, shape: deltas.shape, data: deltas.data.slice() }),
  }),
);

const compressing = (change: Partial<Compressor<HalvesOptions>>): Compressor<HalvesOptions> => ({
  ...halves,
  ...change,
});
const onHalves = (what: string, by: RegExp, saying: RegExp, change: Partial<Compressor<HalvesOptions>>) =>
  caught(what, by, saying, compressing(change), [{ model }]);

onHalves('a compressor that changes its input', /leaves its input alone/, /read only/, {
  compress: async (model) => Object.assign(model.weights, {}) && Object.assign(model, { topology: {} }),
});
onHalves('a compressor of chance', /same model twice/, /another model/, {
  compress: async (model) => ({ ...model, topology: { chance: Math.random() } }),
});
onHalves('a compressor that loses a weight', /same model twice/, /names of weights/, {
  compress: async ({ weights: { a, b } }) => ({ weights: { a: a!, b: b! } }),
});
onHalves('a preview that promises too much', /no more bytes than its preview/, /over the \d+ of its preview/, {
  preview: () => ({ weights: {} }),
});
onHalves('silence', /reports progress/, /reports nothing/, { compress: async (model) => model });
onHalves('progress that stops early', /reports progress/, /ends at 1 of 2/, {
  compress: async (model, _, { onProgress } = {}) => {
    onProgress?.({ stage: 'halves', done: 1, total: 2 });
    return model;
  },
});
onHalves('progress in the name of another', /reports progress/, /reports as others/, {
  compress: async (model, _, { onProgress } = {}) => {
    onProgress?.({ stage: 'others', done: 1, total: 1 });
    return model;
  },
});
onHalves('a deaf compressor', /is cancelled/, /runs on/, { compress: async (model) => model });
onHalves('a compressor that listens at the start only', /is cancelled/, /halfway/, {
  compress: async (model, _, { signal, onProgress } = {}) => {
    signal?.throwIfAborted();
    for (let done = 1; done <= 3; done++) onProgress?.({ stage: 'halves', done, total: 3 });
    return model;
  },
});

caught('a version without fixtures', /fixtures/, /no fixture of version 2/, stepsWith({ version: 2 }), [{}], {
  fixtures,
});
caught(
  'a codec that decodes old files in another way',
  /fixtures/,
  /nine-levels.*value \d+ is/,
  decoding((tensor) => plainOps.add(tensor, tensor)),
  [{}],
  { fixtures },
);
caught('a fixture of another codec', /fixtures/, /is of the codec steps/, stepsWith({ id: 'other' }), [{}], {
  fixtures,
});
caught('a fixture in the wrong folder', /fixtures/, /holds version 1/, stepsWith({ version: 2 }), [{}], {
  fixtures: [...fixtures, ...fixtures.map(({ bytes }) => ({ name: 'v2/steps.tpress', bytes }))],
});

caught(
  'a rebuild that depends on the backend',
  /same on the backend/,
  /relative difference is 1/,
  stepsWith({
    rebuild(ops, parts, header, info, version) {
      const tensor = steps.rebuild!(ops, parts, header, info, version);
      return 'other' in ops ? ops.add(tensor, tensor) : tensor;
    },
  }),
  [{ tensor: small }],
  { backend: { ...backend, ops: Object.assign({ other: true }, plainOps) } },
);
caught('a gradient of NaN', /finite gradients/, /not finite/, defineCodec(steps), [{ tensor: small }], {
  backend: {
    ...backend,
    gradients: (_, xs) => xs.map((x) => ({ ...x, data: new Float32Array(x.data.length).fill(Number.NaN) })),
  },
});
caught('a gradient of nothing', /finite gradients/, /the slope is/, defineCodec(steps), [{ tensor: small }], {
  backend: { ...backend, gradients: (_, xs) => xs.map((x) => ({ ...x, data: new Float32Array(x.data.length) })) },
});

test('what takes too long is caught', async (t) => {
  const slowly = () => new Promise((resolve) => setTimeout(resolve, 20));
  await t.throwsAsync(inTime('decoding', slowly, 0.01), { message: /^decoding takes/ });
  await t.notThrowsAsync(inTime('decoding', slowly));
});

test('fixtures that are written are read, and never written anew', async (t) => {
  const folder = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'fixtures-'))}/`);
  const codec = defineCodec(steps);
  const write = (...names: string[]) =>
    writeFixtures(
      codec,
      names.map((name) => ({ name, tensor: small })),
      folder,
    );
  t.deepEqual(await write('a', 'b'), ['v1/a.tpress', 'v1/b.tpress']);
  t.deepEqual(await write('b', 'c'), ['v1/c.tpress']);
  t.deepEqual(
    (await readFixtures(folder)).map(({ name }) => name),
    ['v1/a.tpress', 'v1/b.tpress', 'v1/c.tpress'],
  );
  const checks = conformance(codec, [{}], { fixtures: folder }).filter(({ title }) => title.includes('fixtures'));
  t.deepEqual(await failures(checks), new Map());
  t.is(checks.length, 1);
  await rm(folder, { recursive: true });
});

const matMul: Steps['matMul'] = (ops, { codes, scale }, { zero }) => {
  const counts = Float32Array.from(codes.data, (code) => code - zero);
  const matrix = ops.tensor(counts, [...codes.shape], 'float32');
  return () => (x) => ops.mul(ops.matMul(x, matrix), ops.reshape(scale, []));
};
/** The kernel, and then one that changes nothing. */
const factors: Steps['factors'] = (ops, parts, header, info, version) => {
  const kernel = steps.rebuild!(ops, parts, header, info, version);
  const outputs = info.shape.at(-1)!;
  const identity = Float32Array.from({ length: outputs ** 2 }, (_, i) => (i % (outputs + 1) === 0 ? 1 : 0));
  return [kernel, ops.tensor(identity, [...info.shape.slice(0, -2).map(() => 1), outputs, outputs], 'float32')];
};
/** With one between them that multiplies each channel by a factor. */
const depthwise =
  (factor: number): NonNullable<Steps['factors']> =>
  (ops, parts, header, info, version) => {
    const [kernel, identity] = factors(ops, parts, header, info, version)!;
    const [axes, outputs] = [info.shape.slice(0, -2).map(() => 1), info.shape.at(-1)!];
    return [kernel!, ops.tensor(new Float32Array(outputs).fill(factor), [...axes, outputs, 1], 'float32'), identity!];
  };
const kernel = sampleTensor('f32', [3, 2, 4, 5], 6);

passes('codec with a depthwise factor', stepsWith({ factors: depthwise(1) }), [{ tensor: kernel }]);
caught(
  'a depthwise factor that is not what it should be',
  /has factors/,
  /relative difference/,
  stepsWith({ factors: depthwise(2) }),
  [{ tensor: kernel }],
);
const restore: NonNullable<Steps['restore']> = (...args) => {
  const { shape, data } = steps.rebuild!<Tensor>(plainOps, ...args);
  return { dtype: 'f32', shape, data: Float32Array.from(data) };
};
passes('codec with shortcuts', stepsWith({ restore, matMul, factors }), [{}, { tensor: kernel }]);
caught(
  'a tensor that is restored otherwise than rebuilt',
  /restores bit for bit/,
  /another tensor/,
  stepsWith({
    restore(...args) {
      const tensor = restore(...args);
      return { ...tensor, data: tensor.data.map((value) => value * (1 + 2 ** -20)) };
    },
  }),
);
caught(
  'a product that forgets the scale',
  /multiplies as/,
  /relative difference/,
  stepsWith({
    matMul(ops, { codes }) {
      const matrix = ops.tensor(Float32Array.from(codes.data), [...codes.shape], 'float32');
      return () => (x) => ops.matMul(x, matrix);
    },
  }),
);
caught(
  'factors in the wrong order',
  /has factors/,
  /cannot follow/,
  stepsWith({ factors: (...args) => [...factors(...args)!].reverse() }),
  [{ tensor: kernel }],
);
caught(
  'factors that are not all',
  /has factors/,
  /gives the shape \[1,1,5,5\]/,
  stepsWith({ factors: (...args) => factors(...args)!.slice(1) }),
  [{ tensor: kernel }],
);

test('a compressor that is no codec must be given a model', (t) => {
  t.throws(() => conformance(halves, [{}]), { message: /must have a model/ });
  t.throws(() => conformance(halves, []), { message: /there must be a case/ });
});

test('titles differ, even of equal cases', (t) => {
  const titles = conformance(defineCodec(steps), [{}, {}, { options: { levels: 5 } }, { title: 'by name' }], {
    fixtures,
  }).map(({ title }) => title);
  t.is(new Set(titles).size, titles.length);
});
