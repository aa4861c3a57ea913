import { elementsOf, gridOf } from './blocks.ts';
import { fromGaps, toRowMajor } from './gaps.ts';
import { matrixOf } from './matrix-of.ts';
import { fromChoices, isPattern } from './n-of-m.ts';
import { isSize } from './prune-options.ts';

/** How positions are coded: as gaps between single weights or blocks of them, or as choices of n in m. */
export type PruneHeader =
  | { readonly bits: number; readonly axis: number; readonly block?: readonly number[] }
  | { readonly pattern: readonly number[] };

/**
 * Where the weights are in a tensor of such a shape that coded positions stand for, in the order of their values.
 * @throws RangeError if the header or the positions are none that `prune` writes for the shape.
 */
export function elementsAt(positions: ArrayLike<number>, header: PruneHeader, shape: readonly number[]): Uint32Array {
  const [rows, columns] = matrixOf(shape);
  if ('pattern' in header) {
    const [n = 0, m = 0] = listOf(header.pattern);
    if (!isPattern(n, m)) throw new RangeError(`pattern must be two numbers n < m, not ${header.pattern}`);
    return fromChoices(positions, rows, columns, { n, m });
  }
  const { bits, axis } = header;
  const [height, width] = header.block === undefined ? [1, 1] : listOf(header.block);
  if (!isSize(bits) || bits > 8) throw new RangeError(`bits must be 1 to 8, not ${bits}`);
  if (axis !== 0 && axis !== 1) throw new RangeError(`axis must be 0 or 1, not ${axis}`);
  if (!isSize(height) || !isSize(width)) throw new RangeError(`block must be two sizes, not ${header.block}`);
  const blocks = { rows, columns, height, width };
  const [down, across] = gridOf(blocks);
  const marked = toRowMajor(fromGaps(positions, bits, down * across), down, across, axis);
  return elementsOf(marked, blocks, axis);
}

const listOf = (value: unknown): readonly number[] => (Array.isArray(value) ? value : []);
