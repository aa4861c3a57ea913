import { type Decoder, sizeOf } from '@tensorpress/core';
import type { QuantizeParts } from './encode.ts';
import { levelView, type QuantizeHeader } from './level-view.ts';

/** What decodes what `quantize` encoded. */
export const quantizeDecoder: Decoder<'f32', QuantizeParts, QuantizeHeader> = {
  id: 'quantize',
  version: 1,
  parts: { codes: ['u8', 'u16'], scales: ['f32'] },

  rebuild(ops, { codes, scales }, header, { shape }) {
    const { levels, view, scales: across } = levelView(codes, header, shape);
    const whole = ops.tensor(levels, [...view], 'float32');
    const size = sizeOf(shape);
    const trimmed = (values: ReturnType<typeof ops.mul>) =>
      levels.length > size ? ops.slice(ops.reshape(values, [levels.length]), [0], [size]) : values;
    if (!isAffine(header)) return ops.reshape(trimmed(ops.mul(whole, ops.reshape(scales, [...across]))), [...shape]);
    const rows = ops.reshape(scales, [2, sizeOf(across)]);
    const row = (i: number) => ops.reshape(ops.slice(rows, [i, 0], [1, sizeOf(across)]), [...across]);
    return ops.reshape(trimmed(ops.mul(ops.sub(whole, row(1)), row(0))), [...shape]);
  },
};

const isAffine = ({ zero, half }: QuantizeHeader): boolean => zero === undefined && half === undefined;
