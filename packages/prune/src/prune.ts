import { type Codec, defineCodec, sizeOf, type Tensor, type TensorInfo } from '@tensorpress/core';
import { blockNorms, gridOf } from './blocks.ts';
import { codePositions, positionsBound } from './code-positions.ts';
import { countKept, keptAt } from './count-kept.ts';
import { elementsAt, type PruneHeader } from './elements-at.ts';
import { keepLargest } from './keep-largest.ts';
import { matrixOf } from './matrix-of.ts';
import { choiceLayout, keepPattern, type Pattern, toChoices } from './n-of-m.ts';
import { type Positions, type PruneParts, pruneDecoder } from './prune-decoder.ts';
import { blocksOf, checkOptions, counts, optionSpecs, type PruneOptions, patternOf } from './prune-options.ts';

/**
 * Removes the weights that are smallest in magnitude: one by one, in blocks, or all but n of every m. What survives is an f32
 * part that trains; what does not is exactly zero, and stays so.
 *
 * @see Han, Pool, Tran, Dally, "Learning both weights and connections for efficient neural networks", NIPS 2015
 */
export const prune: Codec<PruneOptions, 'f32', PruneParts, PruneHeader> = defineCodec({
  ...pruneDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan(info, options) {
    checkOptions(options);
    const pattern = patternOf(options);
    const blocks = blocksOf(info.shape, options);
    const size = sizeOf(info.shape);
    if (size === 0) return 'holds nothing';
    if (pattern) {
      const { bits, length, kept } = choiceLayout(blocks.rows, blocks.columns, pattern);
      return { values: { dtype: 'f32', shape: [kept] }, positions: symbolsInfo(bits, length) };
    }
    const units = sizeOf(gridOf(blocks));
    const { sparsity, scope } = options;
    // How much of a tensor stays is known ahead only if it is a share of that very tensor.
    const kept = sparsity !== undefined && scope !== 'model' ? keptAt(units, sparsity) : units;
    return {
      values: { dtype: 'f32', shape: [Math.min(kept * blocks.height * blocks.width, size)] },
      positions: symbolsInfo(8, positionsBound(units, kept)),
    };
  },

  prepare(tensors, options) {
    if (options.scope !== 'model') return options;
    const scores = tensors.map((tensor) => blockNorms(tensor.data, blocksOf(tensor.shape, options)));
    const count = countKept(
      scores,
      tensors.map(({ data }) => data),
      options,
    );
    const masks = keepLargest(scores, count);
    return { ...options, [counts]: new Map(tensors.map((tensor, i) => [tensor, onesOf(masks[i]!)])) };
  },

  encode(tensor, options) {
    const pattern = patternOf(options);
    const { header, positions } = pattern ? choose(tensor, pattern) : select(tensor, options);
    const elements = elementsAt(positions.data, header, tensor.shape);
    const data = Float32Array.from(elements, (element) => tensor.data[element]!);
    const { bits, grid } = tensor;
    // What a file held in fewer bits it still can.
    const narrow = { ...(bits !== undefined && { bits }), ...(grid !== undefined && { grid }) };
    return { header, parts: { values: { dtype: 'f32', shape: [data.length], ...narrow, data }, positions } };
  },
});

const symbolsInfo = (bits: number, length: number): TensorInfo<'u8' | 'u16'> => ({
  dtype: bits > 8 ? 'u16' : 'u8',
  shape: [length],
  ...(bits !== 8 && bits !== 16 && { bits }),
});

const onesOf = (mask: Uint8Array): number => {
  let count = 0;
  for (let i = 0; i < mask.length; i++) count += mask[i]!;
  return count;
};

/** Codes the n of every m weights that stay. */
function choose({ data, shape }: Tensor<'f32'>, pattern: Pattern): { header: PruneHeader; positions: Positions } {
  const [rows, columns] = matrixOf(shape);
  const symbols = toChoices(keepPattern(data, rows, columns, pattern), rows, columns, pattern);
  const info = symbolsInfo(choiceLayout(rows, columns, pattern).bits, symbols.length);
  return {
    header: { pattern: [pattern.n, pattern.m] },
    positions: { ...info, data: info.dtype === 'u8' ? Uint8Array.from(symbols) : symbols },
  };
}

/** Codes the weights or blocks that stay because no others are larger. */
function select(tensor: Tensor<'f32'>, options: PruneOptions): { header: PruneHeader; positions: Positions } {
  const blocks = blocksOf(tensor.shape, options);
  const scores = blockNorms(tensor.data, blocks);
  const count = options[counts]?.get(tensor) ?? countKept([scores], [tensor.data], options);
  const [mask] = keepLargest([scores], count);
  const { bits, axis, gaps } = codePositions(mask!, ...gridOf(blocks));
  const { height, width } = blocks;
  return {
    header: { bits, axis, ...(height * width > 1 && { block: [height, width] }) },
    positions: { ...symbolsInfo(bits, gaps.length), data: gaps },
  };
}
