// A program of a user, of whom nothing is known: type-checked by several versions of TypeScript, then run.
import assert from 'node:assert/strict';
import { type OctavesOptions, octaves } from '@acme/octaves';
import { loaders, registry as ours } from '@tensorpress/all';
import {
  type Compressor,
  compress,
  createRegistry,
  decodeModel,
  estimate,
  isNode,
  type Model,
  OptionError,
  read,
  report,
  type Stage,
  type StageJson,
  type Tensor,
  UnknownCodecError,
  use,
  write,
} from '@tensorpress/core';
import { huffman } from '@tensorpress/huffman';
import { prune } from '@tensorpress/prune';
import { svd } from '@tensorpress/svd';

const kernel: Tensor<'f32'> = {
  dtype: 'f32',
  shape: [64, 48],
  data: Float32Array.from({ length: 64 * 48 }, (_, i) => Math.sin(i * i)),
};
const model: Model = { weights: { 'dense/kernel': kernel }, topology: { format: 'none' } };
const registry = createRegistry({ ...loaders, [octaves.id]: async () => octaves });

// Methods of tensorpress and of others make one pipeline, in code and in JSON.
const bits: OctavesOptions['bits'] = 3;
const stages: readonly Stage[] = [use(prune, { sparsity: 0.5 }), use(octaves, { bits }), use(huffman)];
const json: readonly StageJson[] = [{ use: 'prune', sparsity: 0.5 }, { use: '@acme/octaves', bits }, 'huffman'];
const small = await compress(model, stages);
const file = await write(small);
assert.deepEqual(await write(await compress(model, await registry.pipeline(json))), file);
assert.ok(file.length < estimate(model, stages) && file.length < kernel.data.byteLength / 8);
assert.match((await report(model, small, registry)).weights[0]?.codecs ?? '', /prune\(values: @acme\/octaves/);

// What was written decodes, with a registry that knows the codecs.
const back = await decodeModel(await read(file), registry);
assert.deepEqual(back, await decodeModel(small, registry));
assert.deepEqual(back.topology, model.topology);
const [first] = Object.values(small.weights);
assert.ok(first && isNode(first) && first.codec === 'prune');

// One that lacks a codec says what to install.
const lacking = async (codecs: Parameters<typeof decodeModel>[1], name: string) => {
  await assert.rejects(decodeModel(await read(file), codecs), (error) => {
    assert.ok(error instanceof UnknownCodecError);
    return error.message.includes(`install ${name} `);
  });
};
await lacking(ours, '@acme/octaves');
await lacking(createRegistry({ '@acme/octaves': async () => octaves }), '@tensorpress/prune');

// Options are checked by the compiler, and again when they come from elsewhere.
assert.throws(() => use(octaves, { bits: 9 }), OptionError);
// @ts-expect-error: a number, not a string
assert.throws(() => use(octaves, { bits: '3' }), OptionError);
// @ts-expect-error: no such option
assert.throws(() => use(svd, { rnk: 0.5 }), OptionError);
const any: Compressor[] = [octaves, huffman, prune, svd];
assert.equal(any.length, 4);
