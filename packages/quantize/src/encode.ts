import { type Encoding, fromHalf, sizeOf, type Tensor, type TensorInfo, toHalf } from '@tensorpress/core';
import { fitGrid } from './fit-grid.ts';
import { codeOf, type Grid, gridFor, inRange } from './grid.ts';
import { byScale, layoutOf, type Sharing, scaleNumbers } from './layout.ts';
import type { QuantizeHeader } from './level-view.ts';
import { nearHalf, roundUp, roundUpToHalf } from './round-up.ts';

/** The parts of a quantised tensor: a code for each weight, and what codes stand for. */
export type QuantizeParts = { readonly codes: 'u8' | 'u16'; readonly scales: 'f32' };

type Quantized = Encoding<QuantizeParts, QuantizeHeader> | string;

/** How a tensor is rounded to grids of its own. */
export interface OwnGrids {
  readonly sharing: Sharing;
  readonly bits: number;
  readonly symmetric: boolean;
  readonly step: 'range' | 'mse';
}

/** Rounds the weights of each scale to a grid that is fitted to them. */
export function encodeOwn({ shape, data }: Tensor<'f32'>, { sharing, bits, symmetric, step }: OwnGrids): Quantized {
  const layout = layoutOf(shape, sharing);
  const numbers = scaleNumbers(layout, data.length);
  const groups = byScale(data, numbers, sizeOf(layout.scales));
  const fit = (options: { step: 'range' | 'mse'; round(scale: number): number }) =>
    groups.map((values) => fitGrid(values, { bits, symmetric, ...options }));
  const spanning = fit({ step: 'range', round: (scale) => scale });
  const halves = spanning.every(({ scale }) => nearHalf(Math.abs(scale))) && fit({ step, round: roundUpToHalf });
  // The zeros of affine grids are stored with the scales.
  const half = halves && (symmetric || halves.every(({ zero }) => fromHalf(toHalf(zero)) === zero));
  const grids = half ? halves : fit({ step, round: roundUp });
  if (!grids.every(inRange)) return 'holds values that are too large to scale';
  const scales = grids.map(({ scale }) => scale);
  return {
    header: { ...sharing, ...(symmetric && { zero: grids[0]!.zero }) },
    parts: {
      codes: codesOf(shape, data, bits, (i) => grids[numbers[i]!]!),
      scales: symmetric
        ? scalesOf(scales, [scales.length], half)
        : scalesOf([...scales, ...grids.map(({ zero }) => zero)], [2, scales.length], half),
    },
  };
}

/** Rounds all weights to multiples of one scale, which stays the leaf that it is. */
export function encodeShared({ shape, data }: Tensor<'f32'>, scales: Tensor<'f32'>): Quantized {
  const grid = gridFor(data, scales.data[0]!);
  if (grid.max >= 2 ** 16) return 'takes more than 16 bits at this step';
  if (!inRange(grid)) return 'holds values that are too large to scale';
  const bits = Math.max(1, 32 - Math.clz32(grid.max));
  return { header: { zero: grid.zero }, parts: { codes: codesOf(shape, data, bits, () => grid), scales } };
}

/** Rounds weights to half precision. */
export function encodeHalves({ shape, data }: Tensor<'f32'>): Quantized {
  const codes = Uint16Array.from(data, toHalf);
  if (codes.some((code) => (code & 0x7c00) === 0x7c00)) return 'holds values beyond half precision';
  return {
    header: { half: true },
    parts: { codes: { dtype: 'u16', shape, data: codes }, scales: scalesOf([1], [1], true) },
  };
}

/** Codes of some bits. */
export const codesInfo = (shape: readonly number[], bits: number): TensorInfo<'u8' | 'u16'> => ({
  dtype: bits > 8 ? 'u16' : 'u8',
  shape,
  ...(bits !== 8 && bits !== 16 && { bits }),
});

function codesOf(
  shape: readonly number[],
  values: Float32Array,
  bits: number,
  gridOf: (i: number) => Grid,
): Tensor<'u8' | 'u16'> {
  const data = bits > 8 ? new Uint16Array(values.length) : new Uint8Array(values.length);
  for (let i = 0; i < data.length; i++) data[i] = codeOf(values[i]!, gridOf(i));
  return { ...codesInfo(shape, bits), data };
}

/** Scales that are all stored in half precision, or not. */
export const scalesOf = (values: readonly number[], shape: readonly number[], half: boolean): Tensor<'f32'> => ({
  dtype: 'f32',
  shape,
  ...(half && { bits: 16 }),
  data: Float32Array.from(values),
});
