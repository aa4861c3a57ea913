import type { Codec } from './codec.ts';
import type { Compressor } from './compressor.ts';
import { defineCodec } from './define-codec.ts';
import { CodecError, OptionError } from './errors.ts';
import { createRegistry, type Registry } from './registry.ts';
import { sizeOf } from './tensor.ts';

interface StepsOptions {
  readonly levels: number;
  readonly spare?: number;
}

/** A codec of real values with a setting for all tensors: `codes` steps of one size. */
export const steps: Codec<StepsOptions, 'f32', { readonly codes: 'u8'; readonly step: 'f32' }> = defineCodec({
  id: 'steps',
  version: 2,
  options: {
    levels: { type: 'integer', about: 'Steps on either side of zero.', default: 100, min: 1, max: 127 },
    spare: { type: 'number', about: 'Excludes a single level.' },
  },
  takes: ['f32'],
  parts: { codes: ['u8'], step: ['f32'] },
  plan({ shape }, { levels, spare }) {
    if (levels === 1 && spare !== undefined) throw new OptionError('steps: spare needs two levels');
    if (shape.length > 4) return 'has too many axes';
    return { codes: { dtype: 'u8', shape }, step: { dtype: 'f32', shape: [] } };
  },
  encode({ shape, data }, { levels }) {
    const step = Math.fround(data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / levels);
    if (step === 0) return 'holds zeros only';
    return {
      header: {},
      parts: {
        codes: { dtype: 'u8', shape, data: Uint8Array.from(data, (value) => 128 + Math.round(value / step)) },
        step: { dtype: 'f32', shape: [], data: Float32Array.of(step) },
      },
    };
  },
  rebuild(ops, { codes, step }, _, { shape }, version) {
    if (codes.data.length !== sizeOf(shape)) throw new RangeError('codes must be as many as values');
    const zero = version === 1 ? 0 : 128;
    const counts = Float32Array.from(codes.data, (code) => code - zero);
    return ops.mul(ops.tensor(counts, [...shape], 'float32'), step);
  },
});

/** A codec of symbols: how long each run of equal values is. */
export const runs: Codec<object, 'u8', { readonly values: 'u8'; readonly lengths: 'u8' }> = defineCodec({
  id: 'runs',
  version: 1,
  options: {},
  takes: ['u8'],
  parts: { values: ['u8'], lengths: ['u8'] },
  plan({ shape }) {
    const most = [sizeOf(shape)];
    return { values: { dtype: 'u8', shape: most }, lengths: { dtype: 'u8', shape: most } };
  },
  encode({ data }) {
    const values: number[] = [];
    const lengths: number[] = [];
    for (const value of data) {
      const last = lengths.length - 1;
      if (values[last] === value && lengths[last]! < 255) lengths[last]!++;
      else lengths[values.push(value) - 1] = 1;
    }
    return {
      header: {},
      parts: {
        values: { dtype: 'u8', shape: [values.length], data: Uint8Array.from(values) },
        lengths: { dtype: 'u8', shape: [lengths.length], data: Uint8Array.from(lengths) },
      },
    };
  },
  decode({ parts: { values, lengths } }, { dtype, shape }) {
    const total = lengths.data.reduce((sum, length) => sum + length, 0);
    if (total !== sizeOf(shape) || values.data.length !== lengths.data.length)
      throw new CodecError('runs: do not add up');
    const data = new Uint8Array(total);
    let at = 0;
    for (const [i, value] of values.data.entries()) {
      data.fill(value, at, at + lengths.data[i]!);
      at += lengths.data[i]!;
    }
    return { dtype, shape, data };
  },
});

/** A compressor that is no codec. */
export const idle: Compressor<object> = { id: 'idle', options: {}, compress: async (model) => model };

export const registry: Registry = createRegistry({
  steps: async () => steps,
  runs: async () => runs,
  idle: async () => idle,
});
