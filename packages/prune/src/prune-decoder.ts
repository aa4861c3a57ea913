import { type Decoder, memoise, sizeOf, type Tensor } from '@tensorpress/core';
import { elementsAt, type PruneHeader } from './elements-at.ts';

/** The parts of a pruned tensor: what is left of it, and where that was. */
export type PruneParts = { readonly values: 'f32'; readonly positions: 'u8' | 'u16' };

/** Where the weights were that are left. */
export type Positions = Tensor<'u8' | 'u16'>;

/** What decodes what `prune` encoded. */
export const pruneDecoder: Decoder<'f32', PruneParts, PruneHeader> = {
  id: 'prune',
  version: 1,
  parts: { values: ['f32'], positions: ['u8', 'u16'] },

  rebuild(ops, { values, positions }, header, { shape }) {
    const { map, count } = mapOf(positions, header, shape);
    const weights = ops.concat([ops.tensor(ZERO, [1], 'float32'), ops.reshape(values, [count])]);
    return ops.reshape(ops.gather(weights, ops.tensor(map, [map.length], 'int32')), [...shape]);
  },

  restore({ values, positions }, header, { shape }) {
    const elements = elementsAt(positions.data, header, shape);
    const { length } = values.data;
    if (length !== elements.length) throw new RangeError(`values must be ${elements.length}, not ${length}`);
    const data = new Float32Array(sizeOf(shape));
    for (let i = 0; i < length; i++) data[elements[i]!] = values.data[i]!;
    return { dtype: 'f32', shape, data };
  },
};

// Constants must be the same objects each time, so that a trainer uploads them once.
const ZERO = new Float32Array(1);
const mapsOf = memoise((_: Positions) => new Map<string, { map: Int32Array; count: number }>());

/** For each element of a tensor the number of its value, counted from 1, or 0 where there is none. */
function mapOf(
  positions: Positions,
  header: PruneHeader,
  shape: readonly number[],
): { map: Int32Array; count: number } {
  const maps = mapsOf(positions);
  const key = JSON.stringify([header, shape]);
  let found = maps.get(key);
  if (!found) {
    const elements = elementsAt(positions.data, header, shape);
    const map = new Int32Array(sizeOf(shape));
    for (let i = 0; i < elements.length; i++) map[elements[i]!] = i + 1;
    found = { map, count: elements.length };
    maps.set(key, found);
  }
  return found;
}
